package aggregator

import "testing"

func TestA2_15_ServiceOf(t *testing.T) {
	for host, want := range map[string]string{
		"anna.tumblr.com": "tumblr.com", "bert.tumblr.com": "tumblr.com", "tumblr.com": "tumblr.com",
		"anna.github.io": "anna.github.io", "github.io": "",
		"feeds.bbci.co.uk": "bbci.co.uk", "co.uk": "",
		"www.xn--55qx5d.cn": "www.xn--55qx5d.cn",
		"127.0.0.1":         "", "2001:db8::1": "", "localhost": "", "": "",
	} {
		if got := ServiceOf(host); got != want {
			t.Errorf("%q: %q, want %q", host, got, want)
		}
	}
}
