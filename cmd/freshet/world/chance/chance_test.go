package chance_test

import (
	"math"
	"testing"

	"freshet/cmd/freshet/world/chance"
)

func TestKeysAreFunctions(t *testing.T) {
	a := chance.Of(1, 2, 3).With("title").At(4)
	if b := chance.Of(1, 2, 3).With("title").At(4); a != b {
		t.Errorf("the same key gave %d and %d", a, b)
	}
	for name, other := range map[string]chance.Key{
		"seed":   chance.Of(2, 2, 3).With("title").At(4),
		"about":  chance.Of(1, 3, 2).With("title").At(4),
		"aspect": chance.Of(1, 2, 3).With("lead").At(4),
		"place":  chance.Of(1, 2, 3).With("title").At(5),
	} {
		if a == other {
			t.Errorf("another %s gave the same key", name)
		}
	}
}

func TestDistributions(t *testing.T) {
	const n = 20_000
	var unit, exp, normal, square, count float64
	for i := range n {
		k := chance.Of(7, uint64(i))
		unit += k.Unit()
		exp += k.Exp()
		x := k.Normal()
		normal, square = normal+x, square+x*x
		count += float64(k.Count(0.8, 10))
	}
	for _, c := range []struct {
		name      string
		sum, want float64
	}{{"unit", unit, 0.5}, {"exp", exp, 1}, {"normal", normal, 0}, {"variance", square, 1}, {"count", count, 0.8}} {
		if got := c.sum / n; math.Abs(got-c.want) > 0.03 {
			t.Errorf("mean of %s is %.3f, want %.3f", c.name, got, c.want)
		}
	}
}

func TestBounds(t *testing.T) {
	for i := range 2000 {
		k := chance.Of(uint64(i))
		if n := k.N(3); n < 0 || n > 2 {
			t.Fatalf("N(3) = %d", n)
		}
		if c := k.Count(50, 4); c > 4 {
			t.Fatalf("Count above its bound: %d", c)
		}
	}
	if n := chance.Of(1).N(0); n != 0 {
		t.Errorf("N(0) = %d", n)
	}
}
