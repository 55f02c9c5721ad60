package aggregator

import (
	"context"
	"fmt"

	"freshet/aggregator/article"
	"freshet/aggregator/clean"
	"freshet/storage"
)

// maxArticles is how many pages of articles one poll asks for; of a document that
// brings more, as the first one does, the newest ones.
const maxArticles = 20

// readArticles gives items the text of their pages, when the config wants that of
// the source. An item's page is asked for once, when the item comes: a revision
// keeps the text that is there.
func (a *Aggregator) readArticles(ctx context.Context, v *visit) {
	if !v.src.FullText || len(v.items) == 0 {
		return
	}
	guids := make([]string, len(v.items))
	for i := range v.items {
		guids[i] = v.items[i].GUID
	}
	known, err := a.store.Items(ctx, v.src.Spec.Name, guids)
	if err != nil {
		v.note = "the pages of its articles were not asked for: " + err.Error()
		return
	}
	asked := 0
	for i := len(v.items) - 1; i >= 0; i-- {
		it := &v.items[i]
		if old, ok := known[it.GUID]; ok {
			clean.Keep(it, &old)
		} else if it.URL != "" && asked < maxArticles && ctx.Err() == nil {
			asked++
			if err := a.readArticle(ctx, v, it); err != nil {
				v.note = fmt.Sprintf("not every article could be read from its page: %s", sentence(err))
			}
		}
	}
}

// readArticle asks for an item's page.
func (a *Aggregator) readArticle(ctx context.Context, v *visit, it *storage.Item) error {
	resp, err := a.ask(ctx, v, it.URL)
	if err != nil {
		return err
	}
	none := a.work(ctx, func() {
		var text string
		if text, err = article.HTML(resp.Body, resp.ContentType, resp.URL); err == nil {
			clean.Article(it, text, resp.URL)
		}
	})
	if none != nil {
		return none
	}
	return err
}
