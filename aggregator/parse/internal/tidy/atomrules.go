package tidy

var atomCategory = rule{kind: kEmpty, out: "category", attrs: []string{"term", "label", "scheme"}}

var atomSource = vocabulary{
	"id":          {kind: kID, out: "id"},
	"title":       {kind: kMarkup, out: "title"},
	"link":        {kind: kEmpty, out: "link", attrs: linkAttrs},
	"author":      {kind: kPerson, out: "author", kids: person},
	"contributor": {kind: kPerson, out: "contributor", kids: person},
	"updated":     {kind: kDate, out: "updated"},
}

var atomEntry = merge(extensions, vocabulary{
	"title":       {kind: kMarkup, out: "title", slot: Title, once: onceTitle},
	"id":          {kind: kID, out: "id", once: onceID},
	"summary":     {kind: kMarkup, out: "summary", slot: Summary, once: onceSummary},
	"content":     {kind: kMarkup, out: "content", slot: Content, once: onceContent},
	"link":        {kind: kEmpty, out: "link", attrs: linkAttrs},
	"author":      {kind: kPerson, out: "author", kids: person},
	"contributor": {kind: kPerson, out: "contributor", kids: person},
	"category":    atomCategory,
	"published":   {kind: kDate, out: "published", once: oncePublished},
	"issued":      {kind: kDate, out: "published", once: oncePublished},
	"created":     {kind: kDate, out: "dcterms:created", once: onceCreated},
	"updated":     {kind: kDate, out: "updated", once: onceUpdated},
	"modified":    {kind: kDate, out: "updated", once: onceUpdated},
	"source":      {kind: kGroup, out: "source", kids: atomSource},

	// RSS's words where Atom is the format.
	"guid":            {kind: kID, out: "id", once: onceID},
	"description":     {kind: kMarkup, out: "summary", html: true, slot: Summary, once: onceSummary},
	"content:encoded": {kind: kMarkup, out: "content", html: true, slot: Content, once: onceContent},
	"pubdate":         {kind: kDate, out: "published", once: oncePublished},
	"lastbuilddate":   {kind: kDate, out: "updated", once: onceUpdated},
	"abstract":        {kind: kMarkup, out: "dc:description"},
	"info":            {kind: kMarkup, out: "dc:description"},
	"body":            {kind: kMarkup, out: "x:content"},
	"fullitem":        {kind: kMarkup, out: "x:content"},
	"managingeditor":  {kind: kText, out: "x:editor"},
	"editor":          {kind: kText, out: "x:editor"},
	"enclosure":       {kind: kEmpty, out: "x:enclosure", attrs: []string{"url", "length", "type"}},
})

var atomFeed = merge(extensions, history, vocabulary{
	"entry": {kind: kItem, out: "entry", kids: atomEntry},

	"title":          {kind: kMarkup, out: "title", slot: Title, once: onceTitle},
	"id":             {kind: kID, out: "id", once: onceID},
	"subtitle":       {kind: kMarkup, out: "subtitle", slot: Summary, once: onceSummary},
	"tagline":        {kind: kMarkup, out: "subtitle", slot: Summary, once: onceSummary},
	"description":    {kind: kMarkup, out: "subtitle", html: true, slot: Summary, once: onceSummary},
	"rights":         {kind: kMarkup, out: "rights", slot: Rights, once: onceRights},
	"copyright":      {kind: kMarkup, out: "rights", slot: Rights, once: onceRights},
	"link":           {kind: kEmpty, out: "link", attrs: linkAttrs},
	"author":         {kind: kPerson, out: "author", kids: person},
	"contributor":    {kind: kPerson, out: "contributor", kids: person},
	"category":       atomCategory,
	"updated":        {kind: kDate, out: "updated", once: onceUpdated},
	"modified":       {kind: kDate, out: "updated", once: onceUpdated},
	"published":      {kind: kDate, out: "dcterms:issued"},
	"issued":         {kind: kDate, out: "dcterms:issued"},
	"created":        {kind: kDate, out: "dcterms:created"},
	"pubdate":        {kind: kDate, out: "dcterms:issued"},
	"lastbuilddate":  {kind: kDate, out: "updated", once: onceUpdated},
	"summary":        {kind: kMarkup, out: "x:summary", attrs: textAttrs},
	"abstract":       {kind: kMarkup, out: "x:summary"},
	"info":           {kind: kMarkup, out: "x:summary", attrs: textAttrs},
	"guid":           {kind: kID, out: "id", once: onceID},
	"language":       {kind: kText, out: "dc:language"},
	"managingeditor": {kind: kText, out: "x:editor"},
	"editor":         {kind: kText, out: "x:editor"},
	"image":          {kind: kGroup, out: "x:image", attrs: []string{"url", "href"}, kids: rssImage},
	"logo":           {kind: kAddress, out: "logo"},
	"icon":           {kind: kAddress, out: "icon"},
	"generator":      {kind: kText, out: "generator", attrs: []string{"uri", "url", "version"}, once: onceGenerator},
})
