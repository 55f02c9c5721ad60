package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"freshet/cmd/freshet/eval/judge"
)

// goal is one line of the table: what was measured beside what is wanted.
type goal struct {
	what     string
	measured float64
	want     float64
	most     bool   // want is the most that is allowed, not the least
	form     string // how to write the numbers
}

func (g goal) reached() bool {
	if g.most {
		return g.measured <= g.want
	}
	return g.measured >= g.want
}

// enough is how many items of a kind of look-alikes make its share worth judging.
const enough = 20

// familyGoal is the goal of the worst kind of look-alikes; of all together when no
// kind has enough of them; none when there are none.
func familyGoal(r *judge.Report) []goal {
	what, wrong := "look-alikes wrongly folded, all kinds", r.Families.Share()
	if worst := r.WorstFamily(enough); worst.Name != "" {
		what, wrong = "worst family wrongly folded ("+worst.Name[len("neg:"):]+")", 1-worst.Good.Share()
	}
	if r.Families.All == 0 {
		return nil
	}
	return []goal{{what, wrong, 0.02, true, "%.4f"}}
}

// goalsOf are the goals of a set, by its name.
func goalsOf(name string, r *judge.Report) []goal {
	const share = "%.4f"
	common := append([]goal{{"ordinary items wrongly folded", r.Folded.Share(), 0.001, true, share}}, familyGoal(r)...)
	switch {
	case name == "test-natural":
		return append([]goal{
			{"pairwise F1", r.Pairs.F1(), 0.98, false, share},
			{"pairwise precision", r.Pairs.Precision, 0.985, false, share},
		}, common...)
	case name == "test-extreme":
		return []goal{
			{"pairwise F1", r.Pairs.F1(), 0.965, false, share},
			{"hardest class recall (farmhard)", r.Class("farmhard").Good.Share(), 0.70, false, share},
		}
	}
	return append([]goal{
		{"pairwise F1", r.Pairs.F1(), 0.992, false, share},
		{"B-cubed F1", r.BCubed.F1(), 0.996, false, share},
		{"the seed page's attack, recall (farm)", r.Class("farm").Good.Share(), 0.98, false, share},
	}, common...)
}

// write writes the goals of a set and what is behind them.
func write(w io.Writer, name string, r *judge.Report, goals []goal) {
	fmt.Fprintf(w, "\n%s: %d items of %d stories, folded into %d\n", name, r.Items, r.Stories, r.Predicted)
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, g := range goals {
		sign, verdict := ">=", "reached"
		if g.most {
			sign = "<="
		}
		if !g.reached() {
			verdict = "MISSED"
		}
		fmt.Fprintf(tab, "  %s\t"+g.form+"\t%s "+g.form+"\t%s\n", g.what, g.measured, sign, g.want, verdict)
	}
	_ = tab.Flush()
	fmt.Fprintf(w, "  pairs P %.4f R %.4f F1 %.4f   B-cubed P %.4f R %.4f F1 %.4f   links missed %.4f of %d, wrong %.4f of %d\n",
		r.Pairs.Precision, r.Pairs.Recall, r.Pairs.F1(), r.BCubed.Precision, r.BCubed.Recall, r.BCubed.F1(),
		r.Missed.Share(), r.Missed.All, r.Wrong.Share(), r.Wrong.All)
}

// writeClasses writes how each class fared.
func writeClasses(w io.Writer, r *judge.Report) {
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, c := range r.Classes {
		fmt.Fprintf(tab, "    %s\t%.3f\t(%d)", c.Name, c.Good.Share(), c.Good.All)
		if i%3 == 2 || i == len(r.Classes)-1 {
			fmt.Fprintln(tab)
		} else {
			fmt.Fprint(tab, "\t")
		}
	}
	_ = tab.Flush()
}
