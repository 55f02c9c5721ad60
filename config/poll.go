package config

import (
	"maps"
	"net/url"
	"time"

	"go.yaml.in/yaml/v4"
)

// pollLow is the least of every, min and max: tests poll their own servers often.
const pollLow = time.Millisecond

// poll reads how often sources are asked. A bound that is not given makes room
// for the wish.
func (l *loader) poll(n *yaml.Node, base *url.URL) Poll {
	p := Poll{
		Spacing: defaultSpacing, Workers: defaultWorkers, Contact: base.String() + "/about", Hosts: maps.Clone(defaultHosts),
	}
	var every, low, high, noProxy *yaml.Node
	if n != nil {
		l.fields(n, "poll", map[string]func(*yaml.Node){
			"every":            l.pollTime(&every, &p.Every, "poll.every"),
			"min":              l.pollTime(&low, &p.Min, "poll.min"),
			"max":              l.pollTime(&high, &p.Max, "poll.max"),
			"spacing":          func(n *yaml.Node) { l.setDuration(n, &p.Spacing, "poll.spacing") },
			"private_networks": func(n *yaml.Node) { p.PrivateNetworks, _ = l.boolean(n, "poll.private_networks") },
			"workers": func(n *yaml.Node) {
				if v, ok := l.integer(n, "poll.workers", 1, MaxWorkers); ok {
					p.Workers = v
				}
			},
			"contact":  func(n *yaml.Node) { p.Contact = l.contact(n) },
			"proxy":    func(n *yaml.Node) { p.Proxy = l.proxy(n, "poll.proxy", proxyHint) },
			"no_proxy": func(n *yaml.Node) { noProxy = n },
			"ca_file":  func(n *yaml.Node) { p.CAFile, p.CA = l.caFile(n) },
			"allow":    func(n *yaml.Node) { p.Allow = l.allow(n) },
			"hosts":    func(n *yaml.Node) { l.hosts(n, p.Hosts) },
		})
	}
	p.NoProxy = l.noProxy(noProxy)
	fillPoll(&p)
	switch {
	case p.Every < p.Min && low != nil:
		l.fail(orFirst(every, low), "raise every or lower min", "poll.every (%s) is below poll.min (%s)", showDuration(p.Every), showDuration(p.Min))
	case p.Every > p.Max && high != nil:
		l.fail(orFirst(every, high), "lower every or raise max", "poll.every (%s) is above poll.max (%s)", showDuration(p.Every), showDuration(p.Max))
	}
	if p.Min > p.Max && low != nil && high != nil {
		l.fail(low, "min <= every <= max", "poll.min (%s) is above poll.max (%s)", showDuration(p.Min), showDuration(p.Max))
	}
	return p
}

// pollTime reads one of every, min and max, and remembers where it stands.
func (l *loader) pollTime(at **yaml.Node, to *time.Duration, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if d, ok := l.duration(n, what, pollLow); ok {
			*at, *to = n, d
		}
	}
}

func (l *loader) setDuration(n *yaml.Node, to *time.Duration, what string) {
	if d, ok := l.duration(n, what, 0); ok {
		*to = d
	}
}

// fillPoll puts in what was not given: the defaults, moved as far as what was
// given asks for.
func fillPoll(p *Poll) {
	if p.Every == 0 {
		p.Every = defaultEvery
		if p.Max > 0 {
			p.Every = min(p.Every, p.Max)
		}
		p.Every = max(p.Every, p.Min)
	}
	if p.Min == 0 {
		p.Min = min(defaultMin, p.Every)
	}
	if p.Max == 0 {
		p.Max = max(defaultMax, p.Every)
	}
}

func orFirst(a, b *yaml.Node) *yaml.Node {
	if a != nil {
		return a
	}
	return b
}
