package config

import "time"

// Limits of a config. Passing one is a mistake that names it.
const (
	MaxConfigBytes = 64 << 20 // the YAML file
	MaxOPMLBytes   = 32 << 20 // one OPML file
	MaxOPMLDepth   = 64       // outlines in outlines
	MaxSecretBytes = 64 << 10 // a file that holds a secret
	MaxSources     = 200_000  // all sources, those of OPML files too
	MaxFeeds       = 1_000
	MaxFeedSources = 10_000   // names that one feed lists
	MaxTags        = 64       // tags of one source or feed
	MaxTagLength   = 64       // characters of a tag
	MaxHeaders     = 32       // headers of one source
	MaxHeaderBytes = 8 << 10  // value of one header
	MaxProxies     = 1_000    // trusted proxies, and targets without proxy
	MaxAllow       = 1_000    // allowed addresses
	MaxHosts       = 1_000    // hosts with a spacing of their own
	MaxCABytes     = 4 << 20  // a file of certificates
	MaxUserAgent   = 256      // bytes of a source's User-Agent
	MaxBodyBytes   = 64 << 20 // max_bytes of a source: what is read as a feed at most
	MaxArchives    = 1_000    // archives of a source
	MaxURLBytes    = 8 << 10  // an address
	MaxTextBytes   = 2 << 10  // a title, a description, a path
	MaxRuleBytes   = 8 << 10  // text of a rule
	MaxFeedLimit   = 500      // stories in a document
	MaxWorkers     = 1_000    // polls at a time
	MaxErrors      = 1_000    // mistakes that are listed; the rest is counted

	maxNesting  = 32        // YAML collections in collections; the schema needs six
	maxDays     = 100 * 365 // keep.days
	maxDuration = 366 * day // between two polls, and between two requests
	maxScale    = 1e6       // rank.scale

	day = 24 * time.Hour
)

// What holds when the file says nothing.
const (
	defaultListen  = ":8080"
	defaultAdmin   = "unix:freshet.sock"
	defaultPath    = "freshet.db"
	defaultJournal = "freshet.clicks" // of a store that has no path
	defaultEvery   = 30 * time.Minute
	defaultMin     = 5 * time.Minute
	defaultMax     = day
	defaultSpacing = 2 * time.Second
	defaultWorkers = 128
	defaultLease   = 7 * day
	defaultMinHash = "sha1"
	defaultDays    = 90
	defaultBytes   = 20e9
	defaultWindow  = "day"
	defaultScale   = 1
	defaultLimit   = 100
)

// defaultHosts are hosts that are known to answer 429 to clients that keep to
// poll.spacing.
var defaultHosts = map[string]time.Duration{"reddit.com": 65 * time.Second}
