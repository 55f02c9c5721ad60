package aggregator

import "testing"

func TestA1_11_Profile(t *testing.T) {
	seen := map[uint64]int{}
	for i, s := range []Source{
		{},
		{Headers: map[string]string{"A": "1"}},
		{Headers: map[string]string{"A": "2"}},
		{Headers: map[string]string{"A": "1", "B": "2"}},
		{UserAgent: "x"},
		{FullText: true},
	} {
		p := s.profile()
		if j, twice := seen[p]; twice || p == 0 {
			t.Errorf("source %d has the profile %d of source %d", i, p, j)
		}
		if again := s.profile(); again != p {
			t.Errorf("source %d: %d, then %d", i, p, again)
		}
		seen[p] = i
	}
}
