package click

// robots finds the names of botNames in a user agent.
var robots = newMatcher(botNames, humanNames)

// botNames are parts of user agents, in lower case, by which programs tell that
// they are no person's browser. A user agent needs one of them only when it also
// looks like a browser's: what does not start with Mozilla/ is known by that. No
// name holds another. "compatible;" was in the Internet Explorer of 2012 too;
// today it is a bot's word.
var botNames = []string{
	// What programs say that mean no harm: a contact, a purpose.
	"compatible;", "http", "www.", "mailto:",
	"bot", "crawl", "spider", "scrap", "fetch", "feed", "rss", "aggregator", "podcast",
	"preview", "snippet", "unfurl", "opengraph", "metainspector", "prerender",
	"archiver", "monitor", "uptime", "validator", "checker", "thumbnail", "screenshot",

	// Feed readers, and services that read for their users.
	"akregator", "bloglovin", "blogtrottr", "freshet", "fivefilters", "huginn", "ifttt",
	"inoreader", "instapaper", "liferea", "miniflux", "netnewswire", "newsblur", "newsboat",
	"newsbeuter", "newsflash", "newsgator", "newsify", "nextcloud-news", "omnivore", "planet/",
	"planet venus", "pocketparser", "postlight", "raindrop", "readability", "readkit",
	"readwise", "reeder/", "selfoss", "simplepie", "snownews", "stringer/", "theoldreader",
	"vienna/", "wallabag", "yarr/", "zapier",

	// Link previews of chats, networks, mail and office programs.
	"embedly", "facebookcatalog", "facebookexternalhit", "flipboardproxy", "iframely",
	"meta-external", "ms-office", "msoffice", "outbrain", "pagepeeker", "slack-imgproxy",
	"vkshare", "whatsapp/", "xing-content", "google-read-aloud", "google-pagerenderer",
	"google web light", "google favicon",

	// Libraries and command line tools.
	"axios", "curl", "deno/", "faraday", "go-resty", "guzzle", "insomnia", "java/",
	"libwww", "mechanize", "node.js", "php/", "postman", "python", "requests/",
	"restsharp", "reqwest", "superagent", "typhoeus", "undici", "urllib", "wget",

	// Browsers that a program drives.
	"cypress/", "headless", "htmlunit", "jsdom", "lighthouse", "nightmare",
	"phantomjs", "playwright", "puppeteer", "rendertron", "selenium", "slimerjs", "webdriver",
	"zombie.js",

	// Crawlers and assistants whose names tell nothing.
	"anthropic-ai", "apis-google", "chatgpt-user", "claude-user", "claude-web", "cohere-ai",
	"duckassist", "google-cloudvertex", "google-extended", "google-inspectiontool",
	"google-safety", "google-site-verification", "googleother", "googleproducer", "heritrix",
	"mediapartners", "mistralai-user", "nutch", "perplexity-user", "qwantify", "slurp", "yeti/",

	// Watchers of other people's sites.
	"catchpoint", "datadog", "dareboost", "gtmetrix", "newrelic", "nagios", "pingdom",
	"ptst/", "site24x7", "sitespeed", "statuscake", "zabbix",
}

// humanNames hold a name of botNames, but belong to things that people use:
// telephones of the brand Cubot.
var humanNames = []string{"cubot"}
