package config

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Change is one difference between two configs.
type Change struct {
	What string // "source", "feed", or the name of a setting
	Name string // of the source or feed
	Text string // what changed, in plain words; never a secret
}

// String is one line.
func (c Change) String() string {
	if c.Name == "" {
		return c.What + ": " + c.Text
	}
	return c.What + " " + c.Name + ": " + c.Text
}

// Diff lists what a reload changes: settings first, then sources and feeds by
// name.
func Diff(old, new *Config) []Change {
	changes := settingChanges(old, new)
	changes = append(changes, listChanges("source", old.Sources, new.Sources,
		func(s *Source) string { return s.Name }, sourceChange)...)
	return append(changes, listChanges("feed", old.Feeds, new.Feeds,
		func(f *Feed) string { return f.Name }, feedChange)...)
}

// NeedsRestart are the names of the settings that differ and that a reload cannot
// change.
func NeedsRestart(old, new *Config) []string {
	var names []string
	for _, s := range []struct {
		name string
		same bool
	}{
		{"base_url", old.BaseURL.String() == new.BaseURL.String()},
		{"listen", old.Listen == new.Listen},
		{"store", sameStore(old.Store, new.Store)},
		{"admin", old.Admin == new.Admin},
		{"rank.scale", old.Rank.Scale == new.Rank.Scale},
	} {
		if !s.same {
			names = append(names, s.name)
		}
	}
	return names
}

func sameStore(a, b Store) bool {
	return a.Path == b.Path && a.Journal == b.Journal && a.Postgres.Equal(b.Postgres)
}

func settingChanges(old, new *Config) []Change {
	var changes []Change
	add := func(name string, same bool, from, to any) {
		if !same {
			changes = append(changes, Change{What: name, Text: fmt.Sprintf("%v, was %v", to, from)})
		}
	}
	add("base_url", old.BaseURL.String() == new.BaseURL.String(), old.BaseURL, new.BaseURL)
	add("title", old.Title == new.Title, fmt.Sprintf("%q", old.Title), fmt.Sprintf("%q", new.Title))
	add("listen", old.Listen == new.Listen, old.Listen, new.Listen)
	if !sameStore(old.Store, new.Store) {
		changes = append(changes, Change{What: "store", Text: "changed"})
	}
	add("admin", old.Admin == new.Admin, old.Admin, new.Admin)
	add("trusted_proxies", slices.Equal(old.TrustedProxies, new.TrustedProxies), old.TrustedProxies, new.TrustedProxies)
	changes = append(changes, pollChanges(old.Poll, new.Poll)...)
	add("websub", sameWebSub(old.WebSub, new.WebSub), showWebSub(old.WebSub), showWebSub(new.WebSub))
	add("keep", old.Keep == new.Keep, showKeep(old.Keep), showKeep(new.Keep))
	add("rank", old.Rank == new.Rank, showRank(old.Rank), showRank(new.Rank))
	return changes
}

// pollChanges are those of what poll says.
func pollChanges(a, b Poll) []Change {
	var changes []Change
	if from, to := showPoll(a), showPoll(b); from != to {
		changes = append(changes, Change{What: "poll", Text: to + ", was " + from})
	}
	for _, f := range []struct {
		field
		from, to any
	}{
		{field{"allow", slices.Equal(a.Allow, b.Allow)}, a.Allow, b.Allow},
		{field{"hosts", maps.Equal(a.Hosts, b.Hosts)}, showHosts(a.Hosts), showHosts(b.Hosts)},
	} {
		if !f.same {
			changes = append(changes, Change{What: "poll." + f.name, Text: fmt.Sprintf("%v, was %v", f.to, f.from)})
		}
	}
	for _, f := range []field{
		{"proxy", a.Proxy.Equal(b.Proxy)}, {"no_proxy", a.NoProxy == b.NoProxy},
		{"ca_file", a.CAFile == b.CAFile && a.CA == b.CA},
	} {
		if !f.same {
			changes = append(changes, Change{What: "poll." + f.name, Text: "changed"})
		}
	}
	return changes
}

func showHosts(hosts map[string]time.Duration) string {
	var parts []string
	for _, host := range slices.Sorted(maps.Keys(hosts)) {
		parts = append(parts, host+": "+showDuration(hosts[host]))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func showPoll(p Poll) string {
	return fmt.Sprintf("{every: %s, min: %s, max: %s, spacing: %s, private_networks: %t, workers: %d, contact: %s}",
		showDuration(p.Every), showDuration(p.Min), showDuration(p.Max), showDuration(p.Spacing),
		p.PrivateNetworks, p.Workers, p.Contact)
}

func showKeep(k Keep) string { return fmt.Sprintf("{days: %d, bytes: %d}", int64(k.For/day), k.Bytes) }

func showRank(r Rank) string { return fmt.Sprintf("{window: %s, scale: %g}", r.Window, r.Scale) }

// listChanges tells two lists apart by the names of their elements.
func listChanges[T any](what string, old, new []T, name func(*T) string, change func(a, b *T) string) []Change {
	before, after := byName(old, name), byName(new, name)
	var changes []Change
	for _, n := range slices.Sorted(maps.Keys(merge(before, after))) {
		text := ""
		switch a, b := before[n], after[n]; {
		case a == nil:
			text = "added"
		case b == nil:
			text = "removed"
		default:
			text = change(a, b)
		}
		if text != "" {
			changes = append(changes, Change{What: what, Name: n, Text: text})
		}
	}
	return changes
}

func byName[T any](list []T, name func(*T) string) map[string]*T {
	m := make(map[string]*T, len(list))
	for i := range list {
		m[name(&list[i])] = &list[i]
	}
	return m
}

func merge[V any](a, b map[string]V) map[string]V {
	m := maps.Clone(a)
	maps.Copy(m, b)
	return m
}

// sourceChange says which fields of a source changed; empty for none.
func sourceChange(a, b *Source) string {
	var parts []string
	if a.URL != b.URL {
		parts = append(parts, fmt.Sprintf("url %s, was %s", bareAddress(b.URL), bareAddress(a.URL)))
	}
	return fieldChange(parts, []field{
		{"title", a.Title == b.Title},
		{"tags", slices.Equal(a.Tags, b.Tags)},
		{"headers", maps.EqualFunc(a.Headers, b.Headers, Secret.Equal)},
		{"keep", a.Keep.Equal(b.Keep)},
		{"drop", a.Drop.Equal(b.Drop)},
		{"every", a.Every == b.Every},
		{"auth", a.Auth.Equal(b.Auth)},
		{"user_agent", a.UserAgent == b.UserAgent},
		{"proxy", a.Proxy.Equal(b.Proxy)},
		{"insecure_tls", a.InsecureTLS == b.InsecureTLS},
		{"max_bytes", a.MaxBytes == b.MaxBytes},
		{"delta", a.Delta == b.Delta},
		{"full_text", a.FullText == b.FullText},
		{"archives", a.Archives == b.Archives},
		{"spacing", a.Spacing == b.Spacing},
		{"copies", sameCopies(a.Copies, b.Copies)},
	})
}

// feedChange says which fields of a feed changed; empty for none.
func feedChange(a, b *Feed) string {
	return fieldChange(nil, []field{
		{"title", a.Title == b.Title},
		{"description", a.Description == b.Description},
		{"tags", slices.Equal(a.Tags, b.Tags)},
		{"sources", slices.Equal(a.Sources, b.Sources)},
		{"keep", a.Keep.Equal(b.Keep)},
		{"drop", a.Drop.Equal(b.Drop)},
		{"limit", a.Limit == b.Limit},
		{"copies", sameCopies(a.Copies, b.Copies)},
	})
}

// sameCopies tells whether two policies are the same: who says nothing folds.
func sameCopies(a, b string) bool { return cmp.Or(a, FoldCopies) == cmp.Or(b, FoldCopies) }

type field struct {
	name string
	same bool
}

func fieldChange(parts []string, fields []field) string {
	var changed []string
	for _, f := range fields {
		if !f.same {
			changed = append(changed, f.name)
		}
	}
	if len(changed) > 0 {
		parts = append(parts, strings.Join(changed, ", ")+" changed")
	}
	return strings.Join(parts, "; ")
}
