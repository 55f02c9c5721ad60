package config

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// Errors of a text that should be an amount with a unit.
var (
	errNoNumber  = errors.New("it does not start with a number")
	errNoUnit    = errors.New("it has no unit")
	errBadUnit   = errors.New("its unit is unknown")
	errTooLarge  = errors.New("it is too large")
	durationUnit = map[string]time.Duration{
		"ms": time.Millisecond, "s": time.Second, "sec": time.Second, "second": time.Second,
		"m": time.Minute, "min": time.Minute, "minute": time.Minute,
		"h": time.Hour, "hour": time.Hour, "d": day, "day": day,
		"w": 7 * day, "week": 7 * day,
	}
	// A kilobyte is 1000 bytes, a kibibyte 1024 (IEC 80000-13).
	sizeUnit = map[string]float64{
		"b": 1, "byte": 1,
		"k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9, "t": 1e12, "tb": 1e12,
		"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
	}
)

// parseDuration reads "30m", "2h", "1d", "2w", "1h30m", "90 seconds"; 0 needs no
// unit.
func parseDuration(s string) (time.Duration, error) {
	if s = strings.TrimSpace(s); s == "0" {
		return 0, nil
	}
	var sum time.Duration
	for first := true; first || s != ""; first = false {
		n, unit, rest, err := amount(s)
		if err != nil {
			return 0, err
		}
		scale, ok := durationUnit[singular(unit)]
		if !ok {
			return 0, errBadUnit
		}
		d := math.Round(n * float64(scale))
		if d+float64(sum) >= math.MaxInt64 {
			return 0, errTooLarge
		}
		sum += time.Duration(d)
		s = rest
	}
	return sum, nil
}

// parseSize reads "20GB", "500 MB", "1GiB"; a bare number is bytes.
func parseSize(s string) (int64, error) {
	n, unit, rest, err := amount(strings.TrimSpace(s))
	if errors.Is(err, errNoUnit) {
		unit, rest, err = "b", "", nil
	}
	if err != nil {
		return 0, err
	}
	scale, ok := sizeUnit[singular(strings.ToLower(unit))]
	if !ok || rest != "" {
		return 0, errBadUnit
	}
	if n *= scale; n >= math.MaxInt64 {
		return 0, errTooLarge
	}
	return int64(math.Round(n)), nil
}

// amount splits off a number and its unit. When only the unit is missing the
// number is good.
func amount(s string) (n float64, unit, rest string, err error) {
	digits := len(s) - len(strings.TrimLeft(s, "0123456789."))
	n, err = strconv.ParseFloat(s[:digits], 64)
	if err != nil {
		return 0, "", "", errNoNumber
	}
	s = strings.TrimLeft(s[digits:], " ")
	letters := len(s) - len(strings.TrimLeft(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	if s == "" {
		return n, "", "", errNoUnit
	}
	if letters == 0 {
		return n, "", "", errBadUnit
	}
	return n, s[:letters], strings.TrimLeft(s[letters:], " "), nil
}

// singular drops the s of a word of more than two letters: hours, but not ms.
func singular(unit string) string {
	if len(unit) > 3 {
		return strings.TrimSuffix(unit, "s")
	}
	return unit
}

// showDuration writes a duration in the units of parseDuration.
func showDuration(d time.Duration) string {
	if d >= day && d%day == 0 {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
