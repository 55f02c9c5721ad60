package tidy

// atomInRSS are Atom's elements where RSS is the format, under their prefix.
var atomInRSS = vocabulary{
	"atom:id":          {kind: kID, out: "atom:id", once: onceID},
	"atom:title":       {kind: kMarkup, out: "atom:title", attrs: textAttrs},
	"atom:subtitle":    {kind: kMarkup, out: "atom:subtitle", attrs: textAttrs},
	"atom:tagline":     {kind: kMarkup, out: "atom:subtitle", attrs: textAttrs},
	"atom:summary":     {kind: kMarkup, out: "atom:summary", attrs: textAttrs},
	"atom:content":     {kind: kMarkup, out: "atom:content", attrs: textAttrs},
	"atom:rights":      {kind: kMarkup, out: "atom:rights", attrs: textAttrs},
	"atom:copyright":   {kind: kMarkup, out: "atom:rights", attrs: textAttrs},
	"atom:link":        {kind: kEmpty, out: "atom:link", attrs: linkAttrs},
	"atom:author":      {kind: kPerson, out: "atom:author", kids: person},
	"atom:contributor": {kind: kPerson, out: "atom:contributor", kids: person},
	"atom:category":    {kind: kEmpty, out: "atom:category", attrs: []string{"term", "label", "scheme"}},
	"atom:published":   {kind: kDate, out: "atom:published"},
	"atom:issued":      {kind: kDate, out: "atom:published"},
	"atom:created":     {kind: kDate, out: "dcterms:created"},
	"atom:updated":     {kind: kDate, out: "atom:updated"},
	"atom:modified":    {kind: kDate, out: "atom:updated"},
	"atom:logo":        {kind: kAddress, out: "atom:logo"},
	"atom:icon":        {kind: kAddress, out: "atom:icon"},
	"atom:generator":   {kind: kText, out: "generator", once: onceGenerator},
}

var rssImage = vocabulary{
	"url":   {kind: kAddress, out: "url"},
	"title": {kind: kText, out: "title"},
	"link":  {kind: kAddress, out: "link"},
}

var rssItem = merge(extensions, atomInRSS, vocabulary{
	"title":           {kind: kMarkup, out: "title", slot: Title, once: onceTitle},
	"description":     {kind: kMarkup, out: "description", slot: Summary, once: onceSummary},
	"content:encoded": {kind: kMarkup, out: "content:encoded", slot: Content, once: onceContent},
	"link":            {kind: kLink, out: "link", attrs: linkAttrs},
	"guid":            {kind: kID, out: "guid", attrs: []string{"isPermaLink"}, once: onceID},
	"pubdate":         {kind: kDate, out: "pubDate", once: oncePublished},
	"author":          {kind: kPerson, out: "author", kids: person},
	"category":        {kind: kText, out: "category", attrs: []string{"domain"}},
	"categories":      {kind: kThrough},
	"enclosure":       {kind: kEmpty, out: "enclosure", attrs: []string{"url", "length", "type"}},
	"source":          {kind: kText, out: "source", attrs: []string{"url"}},
	"comments":        {kind: kAddress, out: "comments"},

	// What feeds write that no specification of RSS has.
	"encoded":      {kind: kMarkup, out: "x:content"},
	"content":      {kind: kMarkup, out: "x:content"},
	"body":         {kind: kMarkup, out: "x:content"},
	"fulltext":     {kind: kMarkup, out: "x:content"},
	"full-text":    {kind: kMarkup, out: "x:content"},
	"summary":      {kind: kMarkup, out: "x:summary"},
	"abstract":     {kind: kMarkup, out: "x:summary"},
	"id":           {kind: kID, out: "atom:id", once: onceID},
	"date":         {kind: kDate, out: "dc:date"},
	"published":    {kind: kDate, out: "atom:published"},
	"issued":       {kind: kDate, out: "atom:published"},
	"created":      {kind: kDate, out: "dcterms:created"},
	"updated":      {kind: kDate, out: "atom:updated"},
	"modified":     {kind: kDate, out: "atom:updated"},
	"lastmodified": {kind: kDate, out: "atom:updated"},
	"creator":      {kind: kText, out: "dc:creator"},
	"subject":      {kind: kText, out: "dc:subject"},
	"image":        {kind: kGroup, out: "x:image", attrs: []string{"url", "href"}, kids: rssImage},
	"thumbnail":    {kind: kAddress, out: "media:thumbnail", attrs: []string{"url"}},
	"language":     {kind: kText, out: "dc:language"},
})

// rssChannel holds the items too: they stand in the channel in RSS 2.0 and beside
// it in RSS 1.0.
var rssChannel = merge(extensions, atomInRSS, vocabulary{
	"channel": {kind: kThrough},
	"items":   {kind: kThrough},
	"item":    {kind: kItem, out: "item", kids: rssItem},

	"title":          {kind: kMarkup, out: "title", slot: Title, once: onceTitle},
	"description":    {kind: kMarkup, out: "description", slot: Summary, once: onceSummary},
	"subtitle":       {kind: kMarkup, out: "atom:subtitle"},
	"tagline":        {kind: kMarkup, out: "atom:subtitle"},
	"link":           {kind: kLink, out: "link", attrs: linkAttrs},
	"language":       {kind: kText, out: "language"},
	"copyright":      {kind: kMarkup, out: "copyright", slot: Rights, once: onceRights},
	"rights":         {kind: kMarkup, out: "copyright", slot: Rights, once: onceRights},
	"managingeditor": {kind: kText, out: "managingEditor"},
	"webmaster":      {kind: kText, out: "webMaster"},
	"author":         {kind: kPerson, out: "atom:author", kids: person},
	"pubdate":        {kind: kDate, out: "pubDate", once: oncePublished},
	"lastbuilddate":  {kind: kDate, out: "lastBuildDate", once: onceUpdated},
	"updated":        {kind: kDate, out: "atom:updated"},
	"date":           {kind: kDate, out: "dc:date"},
	"category":       {kind: kText, out: "category", attrs: []string{"domain"}},
	"generator":      {kind: kText, out: "generator", once: onceGenerator},
	"ttl":            {kind: kText, out: "ttl"},
	"image":          {kind: kGroup, out: "image", kids: rssImage},
	"skiphours":      {kind: kGroup, out: "skipHours", kids: vocabulary{"hour": {kind: kText, out: "hour"}}},
	"skipdays":       {kind: kGroup, out: "skipDays", kids: vocabulary{"day": {kind: kText, out: "day"}}},
})
