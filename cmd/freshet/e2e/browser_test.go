package e2e

import (
	"context"
	"fmt"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// browser starts a headless Chromium that asks nothing of the internet.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Fatal("no Chromium here (Debian: chromium)")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, stop := chromedp.NewContext(alloc)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	return ctx
}

// visit drives the browser.
func visit(ctx context.Context, t *testing.T, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// ask evaluates a script in the page.
func ask[T any](ctx context.Context, t *testing.T, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return v
}

// TestPagesInABrowser opens every page on a phone's and a desktop's width: no
// page scrolls sideways, no script is needed, and what a person looks for is
// there.
func TestPagesInABrowser(t *testing.T) {
	o := newOrigin(t)
	s := newSite(t, yamlFor(o, newsroom(o, time.Now())))
	s.start(t)
	s.polled(t)
	publishedJSON(t, s, len(headlines))
	ctx := browser(t)
	for _, width := range []int64{360, 1280} {
		for _, page := range []string{"/", "/feeds/all", "/sources", "/about", "/no-such-page"} {
			t.Run(fmt.Sprintf("%d%s", width, page), func(t *testing.T) {
				visit(ctx, t, chromedp.EmulateViewport(width, 900), chromedp.Navigate(s.base+page))
				wide := ask[int64](ctx, t, `document.documentElement.scrollWidth`)
				scripts := ask[int64](ctx, t, `document.scripts.length`)
				title := ask[string](ctx, t, `document.title`)
				heading := ask[string](ctx, t, `document.querySelector("h1")?.innerText ?? ""`)
				if wide > width {
					t.Errorf("%d pixels wide", wide)
				}
				if scripts != 0 {
					t.Errorf("%d scripts", scripts)
				}
				if title == "" || heading == "" {
					t.Errorf("title %q, heading %q", title, heading)
				}
			})
		}
	}
	t.Run("front page", func(t *testing.T) { frontPage(ctx, t, s) })
}

// frontPage looks for what the front page is for: ten hot headlines with their
// ranks, the newest by date, a link to subscribe.
func frontPage(ctx context.Context, t *testing.T, s *site) {
	visit(ctx, t, chromedp.Navigate(s.base+"/"))
	hot := ask[int64](ctx, t, `document.querySelectorAll("ol li a[href*='/go/']").length`)
	times := ask[int64](ctx, t, `document.querySelectorAll("time[datetime]").length`)
	alternates := ask[int64](ctx, t, `document.querySelectorAll("link[rel=alternate]").length`)
	links := ask[[]string](ctx, t, `[...document.querySelectorAll("a[href*='/stories/']")].map(a => a.href)`)
	if hot < 10 {
		t.Errorf("%d hot headlines with a counted link, want 10", hot)
	}
	if times < 10 || alternates == 0 || len(links) == 0 {
		t.Errorf("%d times, %d alternate links, %d story links", times, alternates, len(links))
		return
	}
	visit(ctx, t, chromedp.Navigate(links[0]))
	sightings := ask[int64](ctx, t, `(document.body.innerText.match(/Source [0-2]/g) ?? []).length`)
	if sightings < 3 {
		t.Errorf("the story page names %d sightings, want 3", sightings)
	}
}
