package daemon

import (
	"crypto/x509"
	"fmt"
	"maps"
	"slices"

	"freshet/aggregator"
	"freshet/aggregator/fetch"
	"freshet/aggregator/websub"
	"freshet/config"
	"freshet/output"
	"freshet/storage"
)

// aggregatorSettings are what a config asks of the river in.
func aggregatorSettings(cfg *config.Config, version string, subscribers func() int) aggregator.Settings {
	s := aggregator.Settings{
		Poll: aggregator.Poll{
			Every: cfg.Poll.Every, Min: cfg.Poll.Min, Max: cfg.Poll.Max,
			Spacing: cfg.Poll.Spacing, Workers: cfg.Poll.Workers,
		},
		Fetch: NewFetch(cfg, version, subscribers),
	}
	for i := range cfg.Sources {
		s.Sources = append(s.Sources, AggregatorSource(cfg, &cfg.Sources[i]))
	}
	return s
}

// hubSettings are what a config asks of hubs, and of who asks them.
func hubSettings(cfg *config.Config, s aggregator.Settings) websub.Settings {
	out := websub.Settings{
		Callback: cfg.WebSub.Callback, Lease: cfg.WebSub.Lease, MinHash: cfg.WebSub.MinHash,
		Spacing: s.Poll.Spacing, Fetch: s.Fetch,
	}
	for _, src := range s.Sources {
		out.Sources = append(out.Sources, websub.Source{Name: src.Spec.Name, URL: src.Spec.URL})
	}
	return out
}

// userAgent tells the sources' operators who polls, where to complain, and for how
// many: freshet itself counts as one subscriber, so that there is always a number
// even when no reader is known, as after a start. The form is what origins read such
// counts from (JSON Feed 1.1; Feedly and others).
func userAgent(cfg *config.Config, version string, subscribers int) string {
	return fmt.Sprintf("freshet/%s (+%s; %d subscribers)", version, cfg.Poll.Contact, max(subscribers, 1))
}

// NewFetch is the client that polls as the config says who it is. Subscribers is how
// many readers the feeds have; nil tells nobody.
func NewFetch(cfg *config.Config, version string, subscribers func() int) *fetch.Client {
	if subscribers == nil {
		subscribers = func() int { return 0 }
	}
	return fetch.New(fetch.Options{
		UserAgent:       func() string { return userAgent(cfg, version, subscribers()) },
		PrivateNetworks: cfg.Poll.PrivateNetworks,
		Allow:           cfg.Poll.Allow,
		Proxy:           cfg.ProxyOf(&config.Source{}),
		NoProxy:         cfg.Poll.NoProxy,
		Roots:           roots(cfg.Poll.CA),
	})
}

// roots are the system's authorities and those of the config; nil for the system's
// alone.
func roots(pem string) *x509.CertPool {
	if pem == "" {
		return nil
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool() // a system without any
	}
	pool.AppendCertsFromPEM([]byte(pem))
	return pool
}

// AggregatorSource is one source of a config, ready to be polled.
func AggregatorSource(cfg *config.Config, src *config.Source) aggregator.Source {
	host := aggregator.FeedHost(src.URL)
	out := aggregator.Source{
		Spec:  storage.SourceSpec{Name: src.Name, URL: src.URL, Host: host, Service: aggregator.ServiceOf(host)},
		Every: src.Every,

		UserAgent: src.UserAgent, Proxy: cfg.ProxyOf(src), InsecureTLS: src.InsecureTLS,
		MaxBytes: src.MaxBytes, Delta: src.Delta, FullText: src.FullText, Archives: src.Archives,
	}
	out.Spec.Spacing, out.Spec.Copies = cfg.SpacingOf(src), copiesOf(src)
	if len(src.Headers) > 0 || !src.Auth.IsZero() {
		out.Headers = make(map[string]string, len(src.Headers)+1)
		if !src.Auth.IsZero() {
			out.Headers["Authorization"] = src.Auth.Reveal()
		}
		for name, secret := range src.Headers {
			out.Headers[name] = secret.Reveal()
		}
	}
	if src.Keep != nil || src.Drop != nil {
		out.Drop = func(it *storage.Item) bool { return !passes(src.Keep, src.Drop, itemFacts(src, it)) }
	}
	return out
}

// copiesOf is what the store does with copies in a source's items.
func copiesOf(src *config.Source) storage.Copies {
	switch src.Copies {
	case config.OwnCopies:
		return storage.OwnCopies
	case config.KeepCopies:
		return storage.KeepCopies
	}
	return storage.FoldCopies
}

// passes applies a pair of rules. A rule that cannot be evaluated for an item
// lets it pass: nothing is lost for a mistake in a rule.
func passes(keep, drop *config.Rule, facts config.Facts) bool {
	if keep != nil {
		if ok, err := keep.Match(facts); err == nil && !ok {
			return false
		}
	}
	if drop != nil {
		if hit, err := drop.Match(facts); err == nil && hit {
			return false
		}
	}
	return true
}

func itemFacts(src *config.Source, it *storage.Item) config.Facts {
	facts := config.Facts{
		Title: it.Title, Summary: it.Summary, Content: it.Content, URL: it.URL, Lang: it.Language,
		Categories: it.Categories, Published: it.Published,
		Source: src.Name, Tags: src.Tags,
	}
	for _, p := range it.Authors {
		facts.Authors = append(facts.Authors, p.Name)
	}
	return facts
}

// outputSettings are what a config asks of the river out.
func outputSettings(cfg *config.Config, version string) output.Settings {
	s := output.Settings{
		BaseURL:        cfg.BaseURL,
		Title:          cfg.Title,
		Window:         cfg.Rank.Window,
		Scale:          cfg.Rank.Scale,
		TrustedProxies: cfg.TrustedProxies,
		About: output.About{
			UserAgent: userAgent(cfg, version, 0), Contact: cfg.Poll.Contact,
			Every: cfg.Poll.Every, Min: cfg.Poll.Min, Spacing: cfg.Poll.Spacing, Keep: cfg.Keep.For,
		},
	}
	byName := make(map[string]*config.Source, len(cfg.Sources))
	for i := range cfg.Sources {
		src := &cfg.Sources[i]
		byName[src.Name] = src
		s.Sources = append(s.Sources, output.SourceInfo{Name: src.Name, Title: src.Title, URL: src.Public(), Tags: src.Tags})
	}
	for _, f := range cfg.Feeds {
		s.Feeds = append(s.Feeds, outputFeed(cfg, f, byName))
	}
	return s
}

func outputFeed(cfg *config.Config, f config.Feed, byName map[string]*config.Source) output.Feed {
	out := output.Feed{
		Name: f.Name, Title: f.Title, Description: f.Description, Limit: f.Limit,
		Sources: cfg.FeedSources(f), Apart: f.Copies == config.KeepCopies,
	}
	if f.Keep != nil || f.Drop != nil {
		out.Match = func(st *storage.Story) bool {
			return passes(f.Keep, f.Drop, storyFacts(st, byName))
		}
	}
	return out
}

// storyFacts are those of a story's lead, with the tags of all its sources.
func storyFacts(st *storage.Story, byName map[string]*config.Source) config.Facts {
	lead := config.Source{}
	if st.LeadSighting < len(st.Sightings) {
		lead.Name = st.Sightings[st.LeadSighting].Source
	}
	tags := map[string]bool{}
	for _, s := range st.Sightings {
		if src := byName[s.Source]; src != nil {
			for _, t := range src.Tags {
				tags[t] = true
			}
		}
	}
	lead.Tags = slices.Sorted(maps.Keys(tags))
	return itemFacts(&lead, &st.Lead)
}
