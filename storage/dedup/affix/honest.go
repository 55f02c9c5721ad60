package affix

// honest are what newsrooms everywhere put before or after a headline, as names.
var honest = func() map[string]bool {
	out := map[string]bool{}
	for _, tag := range []string{
		"breaking", "breaking news", "update", "updated", "live", "live updates", "video", "watch", "photos", "podcast", "audio",
		"exclusive", "opinion", "analysis", "editorial", "interview", "review", "explainer", "fact check", "sponsored", "ad",
		"press release", "show hn", "ask hn", "tell hn", "release", "announcement", "eilmeldung", "kommentar", "liveticker",
		"快讯", "独家", "视频", "图集", "组图", "直播", "评论", "社论", "专访", "突发", "速報", "動画", "写真", "独自", "社説", "動画あり",
		"속보", "단독", "사진", "영상", "срочно", "видео", "фото", "мнение",
	} {
		out[name(newLine(tag).key)] = true
	}
	return out
}()

// Honest reports whether an affix is a tag that sources use who have nothing to do
// with each other: it is cut, but advertises nothing.
func (a Affix) Honest() bool { return honest[a.Name()] }
