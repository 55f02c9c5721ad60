package rank

import (
	"fmt"
	"testing"
	"time"

	"freshet/storage"
)

// busy is a board of n stories of three days, with four clicks each.
func busy(n int) *Board {
	b := New(Day)
	for i := range n {
		at := noon.Add(-time.Duration(i) * 72 * time.Hour / time.Duration(n))
		b.Carry(id(i), fmt.Sprint("source-", i%400), at)
		for k := range 4 {
			b.Click(id(i), at.Add(time.Duration((i*7919+k*104729)%3600)*time.Second), 1, true)
		}
	}
	return b
}

func BenchmarkClick(b *testing.B) {
	board := busy(10_000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		board.Click(id(i*7919%10_000), noon.Add(time.Duration(i)*time.Millisecond), 1, true)
	}
}

func BenchmarkTop(b *testing.B) {
	board := busy(10_000)
	in := map[string]func(storage.StoryID) bool{
		"all":       nil,
		"twentieth": func(s storage.StoryID) bool { return s[15]%20 == 0 },
		"none":      func(storage.StoryID) bool { return false },
	}
	for _, name := range []string{"all", "twentieth", "none"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				board.Top(noon, 30, in[name])
			}
		})
	}
}
