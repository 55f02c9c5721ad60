package tidy

// kind is what an element is.
type kind uint8

const (
	kText     kind = iota // text
	kMarkup               // text that may be HTML
	kDate                 // a date
	kAddress              // a URL
	kID                   // an opaque id: kept untouched
	kEmpty                // attributes only
	kGroup                // other elements
	kPerson               // a person: text, or name, email and address
	kItem                 // an item or entry
	kThrough              // its content belongs to the parent
	kLink                 // RSS link: a URL, or an Atom link without its prefix
	kCategory             // RSS category: text, or an Atom category without its prefix
	kImage                // RSS image: other elements, or only an address
)

// rule says how an element is written.
type rule struct {
	kind  kind
	out   string   // the name it is written under
	attrs []string // the attributes it keeps
	kids  vocabulary
	slot  Slot // where its form is kept
	html  bool // its text is HTML unless it says otherwise, whatever the format
	once  once // only the first of these that is not empty is written
}

// vocabulary knows the elements that may stand in one place.
type vocabulary map[string]rule

// holdsItems reports whether items may stand there.
func (v vocabulary) holdsItems() bool {
	return v["item"].kind == kItem || v["entry"].kind == kItem
}

// once is a set of bits, one for each thing of which an item has one.
type once uint16

const (
	onceTitle once = 1 << iota
	onceSummary
	onceContent
	onceRights
	onceID
	oncePublished
	onceUpdated
	onceCreated
	onceGenerator
)

// merge joins vocabularies; the later ones win.
func merge(vs ...vocabulary) vocabulary {
	out := vocabulary{}
	for _, v := range vs {
		for name, r := range v {
			out[name] = r
		}
	}
	return out
}

var (
	linkAttrs  = []string{"href", "rel", "type", "length", "title", "hreflang"}
	mediaAttrs = []string{"url", "type", "medium", "fileSize", "width", "height", "isDefault"}
	textAttrs  = []string{"type"}
)

var person = vocabulary{
	"name":     {kind: kText, out: "name"},
	"email":    {kind: kText, out: "email"},
	"uri":      {kind: kAddress, out: "uri"},
	"url":      {kind: kAddress, out: "uri"},
	"homepage": {kind: kAddress, out: "uri"},

	"atom:name":  {kind: kText, out: "name"},
	"atom:email": {kind: kText, out: "email"},
	"atom:uri":   {kind: kAddress, out: "uri"},
	"atom:url":   {kind: kAddress, out: "uri"},

	"itunes:name":  {kind: kText, out: "name"},
	"itunes:email": {kind: kText, out: "email"},
}

// mediaParts are the elements of Media RSS that stand in an item, in a group and
// in a content.
var mediaParts = vocabulary{
	"media:thumbnail":   {kind: kAddress, out: "media:thumbnail", attrs: []string{"url", "width", "height"}},
	"media:title":       {kind: kMarkup, out: "media:title", attrs: textAttrs},
	"media:description": {kind: kMarkup, out: "media:description", attrs: textAttrs},
	"media:keywords":    {kind: kText, out: "media:keywords"},
	"media:category":    {kind: kText, out: "media:category", attrs: []string{"label", "scheme"}},
	"media:credit":      {kind: kText, out: "media:credit", attrs: []string{"role"}},
	"media:copyright":   {kind: kText, out: "media:copyright", attrs: []string{"url"}},
	"media:peerlink":    {kind: kEmpty, out: "media:peerLink", attrs: []string{"href", "type"}},
}

var (
	mediaGroup = merge(mediaParts, vocabulary{
		"media:content": {kind: kGroup, out: "media:content", attrs: mediaAttrs, kids: mediaParts},
	})
	media = merge(mediaGroup, vocabulary{
		"media:group": {kind: kGroup, out: "media:group", kids: mediaGroup},
	})
)

// extensions are elements of other vocabularies that say something in feeds and
// items of every format.
var extensions = merge(media, vocabulary{
	"dc:title":       {kind: kMarkup, out: "dc:title"},
	"dc:creator":     {kind: kText, out: "dc:creator"},
	"dc:author":      {kind: kText, out: "dc:author"},
	"dc:contributor": {kind: kText, out: "dc:contributor"},
	"dc:publisher":   {kind: kText, out: "dc:publisher"},
	"dc:subject":     {kind: kText, out: "dc:subject"},
	"dc:description": {kind: kMarkup, out: "dc:description"},
	"dc:identifier":  {kind: kID, out: "dc:identifier"},
	"dc:language":    {kind: kText, out: "dc:language"},
	"dc:rights":      {kind: kMarkup, out: "dc:rights"},
	"dc:date":        {kind: kDate, out: "dc:date"},

	"dcterms:title":       {kind: kMarkup, out: "dc:title"},
	"dcterms:creator":     {kind: kText, out: "dc:creator"},
	"dcterms:contributor": {kind: kText, out: "dc:contributor"},
	"dcterms:publisher":   {kind: kText, out: "dc:publisher"},
	"dcterms:identifier":  {kind: kID, out: "dc:identifier"},
	"dcterms:license":     {kind: kText, out: "cc:license"},
	"dcterms:subject":     {kind: kText, out: "dc:subject"},
	"dcterms:abstract":    {kind: kMarkup, out: "dc:description"},
	"dcterms:description": {kind: kMarkup, out: "dc:description"},
	"dcterms:rights":      {kind: kMarkup, out: "dc:rights"},
	"dcterms:language":    {kind: kText, out: "dc:language"},
	"dcterms:date":        {kind: kDate, out: "dc:date"},
	"dcterms:issued":      {kind: kDate, out: "dcterms:issued"},
	"dcterms:created":     {kind: kDate, out: "dcterms:created"},
	"dcterms:available":   {kind: kDate, out: "dcterms:created"},
	"dcterms:modified":    {kind: kDate, out: "dcterms:modified"},

	"itunes:author":   {kind: kText, out: "itunes:author"},
	"itunes:title":    {kind: kMarkup, out: "itunes:title"},
	"itunes:subtitle": {kind: kMarkup, out: "itunes:subtitle"},
	"itunes:summary":  {kind: kMarkup, out: "itunes:summary"},
	"itunes:keywords": {kind: kText, out: "itunes:keywords"},
	"itunes:image":    {kind: kAddress, out: "itunes:image", attrs: []string{"href", "url"}},
	"itunes:category": {kind: kGroup, out: "itunes:category", attrs: []string{"text"}, kids: vocabulary{
		"itunes:category": {kind: kEmpty, out: "itunes:category", attrs: []string{"text"}},
	}},
	"googleplay:category":    {kind: kEmpty, out: "itunes:category", attrs: []string{"text"}},
	"itunes:link":            {kind: kEmpty, out: "itunes:link", attrs: []string{"href", "rel"}},
	"itunes:owner":           {kind: kPerson, out: "itunes:owner", kids: person},
	"googleplay:author":      {kind: kText, out: "itunes:author"},
	"googleplay:description": {kind: kMarkup, out: "itunes:summary"},
	"googleplay:image":       {kind: kAddress, out: "itunes:image", attrs: []string{"href", "url"}},

	"feedburner:origlink":          {kind: kAddress, out: "feedburner:origLink"},
	"feedburner:origenclosurelink": {kind: kAddress, out: "feedburner:origEnclosureLink"},
	"pheedo:origlink":              {kind: kAddress, out: "feedburner:origLink"},
	"prism:publicationdate":        {kind: kDate, out: "dcterms:issued"},
	"xhtml:body":                   {kind: kMarkup, out: "xhtml:body"},
	"xhtml:div":                    {kind: kMarkup, out: "xhtml:body"},
	"yandex:full-text":             {kind: kMarkup, out: "x:content"},
	"keywords":                     {kind: kText, out: "x:keywords"},

	"cc:license":              {kind: kAddress, out: "cc:license", attrs: []string{"resource"}},
	"creativecommons:license": {kind: kAddress, out: "cc:license"},

	"sy:updateperiod":    {kind: kText, out: "sy:updatePeriod"},
	"sy:updatefrequency": {kind: kText, out: "sy:updateFrequency"},
})

// history are the elements of a feed that tell how it stands in time: archives
// (RFC 5005), entries taken back (RFC 6721), another address.
var history = vocabulary{
	"fh:complete":         {kind: kEmpty, out: "fh:complete"},
	"fh:archive":          {kind: kEmpty, out: "fh:archive"},
	"at:deleted-entry":    {kind: kEmpty, out: "at:deleted-entry", attrs: []string{"ref", "when"}},
	"itunes:new-feed-url": {kind: kAddress, out: "itunes:new-feed-url"},
}
