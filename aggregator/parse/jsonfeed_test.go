package parse

import "testing"

func TestJSONTitle(t *testing.T) {
	for title, want := range map[string]TextType{
		"Fish & chips; peas":        TypeText,
		"a < b &amp c":              TypeText,
		"The &#8216;Harm&#8217; of": TypeHTML,
		"Fish &amp; chips":          TypeHTML,
		"&#x201C;Yes&#x201D;":       TypeHTML,
		"Vec<T>":                    TypeText,
	} {
		if got := jsonTitle(title); got != want {
			t.Errorf("%q is %s, want %s", title, got, want)
		}
	}
}
