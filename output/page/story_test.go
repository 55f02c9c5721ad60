package page

import "testing"

func TestSure(t *testing.T) {
	for _, c := range []struct {
		score   float64
		reasons int
		want    string
	}{
		{0, 0, ""}, {9, 0, ""}, {0, 1, "certain"}, {1, 3, "fairly sure"}, {4.59, 3, "fairly sure"},
		{4.6, 3, "sure"}, {6.9, 2, "very sure"}, {40, 1, "very sure"},
	} {
		if got := Sure(c.score, c.reasons); got != c.want {
			t.Errorf("Sure(%v, %d) = %q, want %q", c.score, c.reasons, got, c.want)
		}
	}
}
