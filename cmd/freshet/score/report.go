package score

import (
	"fmt"
	"io"
)

// Met counts the rules that were kept.
func (r *Report) Met() int {
	n := 0
	for _, res := range r.Results {
		if res.Err == nil {
			n++
		}
	}
	return n
}

// Write prints the report: a line for each rule, and the score.
func (r *Report) Write(w io.Writer) error {
	for _, res := range r.Results {
		line := fmt.Sprintf("met      %s  %s", res.Rule, res.Title)
		if res.Err != nil {
			line = fmt.Sprintf("NOT MET  %s  %s: %v", res.Rule, res.Title, res.Err)
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "\n%d of %d rules met over a simulated fortnight of %d requests\n", r.Met(), len(r.Results), r.Requests)
	return err
}
