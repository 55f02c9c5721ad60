package aggregator

import (
	"context"
	"time"

	"freshet/aggregator/fetch"
)

// besidesTime bounds what a poll asks besides its document. The claim holds
// longer.
const besidesTime = 3 * time.Minute

// ask makes a request besides the poll's own, with the same manners: one at a time
// and spaced per host, the source's secrets to its own origin only.
func (a *Aggregator) ask(ctx context.Context, v *visit, address string) (*fetch.Response, error) {
	leave, err := a.gate.enter(ctx, FeedHost(address), v.settings.Poll.Spacing)
	if err != nil {
		return nil, err
	}
	defer leave()
	return v.settings.Fetch.Get(ctx, v.src.request(address))
}

// besides asks for what a source's config wants beside its document.
func (a *Aggregator) besides(ctx context.Context, v *visit) {
	if v.src.Archives == 0 && !v.src.FullText {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, besidesTime)
	defer cancel()
	a.readArchives(ctx, v)
	a.readArticles(ctx, v)
}
