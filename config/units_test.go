package config

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0": 0, "0s": 0, "30m": 30 * time.Minute, " 2h ": 2 * time.Hour, "1d": day, "2w": 14 * day,
		"1h30m": 90 * time.Minute, "1h 30m": 90 * time.Minute, "1.5h": 90 * time.Minute, "500ms": 500 * time.Millisecond,
		"90 seconds": 90 * time.Second, "1 week": 7 * day, "10 min": 10 * time.Minute, "2 days": 2 * day,
	} {
		if got, err := parseDuration(text); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]error{
		"": errNoNumber, "soon": errNoNumber, "-1h": errNoNumber, "1.2.3h": errNoNumber, "30": errNoUnit, "1h30": errNoUnit,
		"1h!": errNoNumber, "3y": errBadUnit, "1M": errBadUnit, "5µs": errBadUnit, "99999999w": errTooLarge, "20000w 20000w": errTooLarge,
	} {
		if got, err := parseDuration(text); err != want {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
}

func TestParseSize(t *testing.T) {
	for text, want := range map[string]int64{
		"0": 0, "123": 123, "20GB": 20e9, "500 MB": 500e6, "1GiB": 1 << 30, "1.5kib": 1536, "2T": 2e12, "7 bytes": 7, "20gb": 20e9,
	} {
		if got, err := parseSize(text); err != nil || got != want {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
	for text, want := range map[string]error{
		"": errNoNumber, "plenty": errNoNumber, "-1": errNoNumber, "20XB": errBadUnit, "20GB5": errBadUnit, "1GB 1MB": errBadUnit,
		"20 %": errBadUnit, "99999999TB": errTooLarge,
	} {
		if got, err := parseSize(text); err != want {
			t.Errorf("%q: %v, %v; want %v", text, got, err, want)
		}
	}
}

// TestDurationsReadBack: what a message shows can be written into the config.
func TestDurationsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(0, int64(maxDuration/time.Millisecond)).Draw(t, "ms")) * time.Millisecond
		if got, err := parseDuration(showDuration(d)); err != nil || got != d {
			t.Fatalf("%v shown as %q: %v, %v", d, showDuration(d), got, err)
		}
	})
}
