package bench

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/pprof"
	"slices"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"
)

// contender is one side of a measure. Only work is measured.
type contender struct {
	name                string // what a bare side does
	must, aim           float64
	before, work, after func()
}

// cost is what one stretch of work took.
type cost struct {
	cpu, wall time.Duration
	mallocs   uint64
}

// run does one stretch. It begins without garbage, so that each side pays for
// its own.
func (c *contender) run() (got cost) {
	// A profile can then be asked for one side: pprof -tagfocus side=ours.
	pprof.Do(context.Background(), pprof.Labels("side", cmp.Or(c.name, "ours")), func(context.Context) { got = c.stretch() })
	return got
}

func (c *contender) stretch() cost {
	if c.before != nil {
		c.before()
	}
	runtime.GC()
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	cpu, start := usedCPU(), time.Now()
	c.work()
	got := cost{cpu: usedCPU() - cpu, wall: time.Since(start)}
	runtime.ReadMemStats(&m1)
	got.mallocs = m1.Mallocs - m0.Mallocs
	if c.after != nil {
		c.after()
	}
	return got
}

// usedCPU is the CPU time that this process has used.
func usedCPU() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// row is one line of the table.
type row struct {
	measure, against string
	ours, bare       time.Duration // CPU of one operation
	cpu, wall        float64       // ratios
	must, aim        float64       // 0 for none
	mallocs          float64       // of one operation of ours
}

var (
	table []row
	notes []string
)

// compare runs ours and the bare sides in turns, as often as the benchmark is to
// run. A stretch of work is n operations. Ratios are medians of the ratios of
// neighbouring stretches.
func compare(b *testing.B, measure string, n int, ours contender, bares ...contender) {
	b.Helper()
	ours.run() // to warm up
	for i := range bares {
		bares[i].run()
	}
	var own []cost
	others := make([][]cost, len(bares))
	for turn := 0; b.Loop(); turn++ {
		if turn%2 == 0 {
			own = append(own, ours.run())
		}
		for i := range bares {
			others[i] = append(others[i], bares[i].run())
		}
		if turn%2 == 1 {
			own = append(own, ours.run())
		}
	}
	for i, bare := range bares {
		r := row{measure: measure, against: bare.name, must: bare.must, aim: bare.aim}
		r.fill(n, own, others[i])
		table = append(table, r)
		if i == 0 {
			b.ReportMetric(r.cpu, "cpu-ratio")
			b.ReportMetric(r.wall, "wall-ratio")
			b.ReportMetric(float64(r.ours), "cpu-ns/op")
			b.ReportMetric(r.mallocs, "allocs/op")
			b.ReportMetric(0, "ns/op") // of a turn: it says nothing
		}
	}
}

func (r *row) fill(n int, own, bare []cost) {
	each := func(f func(i int) float64) float64 {
		values := make([]float64, len(own))
		for i := range values {
			values[i] = f(i)
		}
		return median(values)
	}
	r.cpu = each(func(i int) float64 { return float64(own[i].cpu) / float64(bare[i].cpu) })
	r.wall = each(func(i int) float64 { return float64(own[i].wall) / float64(bare[i].wall) })
	r.ours = time.Duration(each(func(i int) float64 { return float64(own[i].cpu) / float64(n) }))
	r.bare = time.Duration(each(func(i int) float64 { return float64(bare[i].cpu) / float64(n) }))
	r.mallocs = each(func(i int) float64 { return float64(own[i].mallocs) / float64(n) })
}

func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// printTable prints what was measured; nothing when nothing was.
func printTable(to io.Writer) {
	if len(table) == 0 {
		return
	}
	fmt.Fprintln(to)
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "MEASURE\tAGAINST\tOURS CPU\tBARE CPU\tCPU x\tWALL x\tMUST\tAIM\t")
	for _, r := range table {
		goal := func(g float64) string {
			if g == 0 {
				return "-"
			}
			return fmt.Sprintf("%.2f", g)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%.2f\t%.2f\t%s\t%s\t%s\n", r.measure, r.against,
			short(r.ours), short(r.bare), r.cpu, r.wall, goal(r.must), goal(r.aim), r.verdict())
	}
	_ = w.Flush() // to standard output
	for _, n := range notes {
		fmt.Fprintln(to, n)
	}
}

func (r *row) verdict() string {
	switch {
	case r.must == 0:
		return ""
	case r.cpu <= r.aim:
		return "aim met"
	case r.cpu <= r.must:
		return "met"
	}
	return "MISSED"
}

// short is a duration with three digits.
func short(d time.Duration) string {
	if d < time.Millisecond {
		return fmt.Sprintf("%.3g µs", float64(d)/1e3)
	}
	return fmt.Sprintf("%.3g ms", float64(d)/1e6)
}
