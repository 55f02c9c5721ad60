// Command gen makes the table of freshet/storage/dedup/han from Unihan_Variants.txt
// of the Unicode Character Database:
//
//	go run ./storage/dedup/han/gen Unihan_Variants.txt > storage/dedup/han/table.txt
//
// A character goes to the first of these that there is:
//
//  1. what the list usage (see usage.go) says;
//  2. its kSimplifiedVariant;
//  3. the character that names it as its kTraditionalVariant.
//
// Several forms in one row mean that the character was simplified in some of its
// meanings only (乾 is 干 or 乾, 著 is 着 or 著). Both sides of a comparison are folded,
// so folding in all meanings costs nothing but the difference between two words,
// while folding in none would tell a text from its copy: of several forms the first
// that is another character is taken. Forms outside of the basic plane are used by
// nobody's feed and are passed over.
//
// A form that has a simplified form itself (薴, 苧, 苎) is followed to the end, which
// makes the table idempotent.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 1 {
		return errors.New("usage: gen Unihan_Variants.txt")
	}
	f, err := os.Open(args[0])
	if err != nil {
		return err
	}
	defer f.Close()
	table, err := read(f)
	if err != nil {
		return fmt.Errorf("%s: %w", args[0], err)
	}
	if len(table) == 0 {
		return fmt.Errorf("%s: no variants in it", args[0])
	}
	return write(out, table)
}

// read makes the table from the rows of the Unihan file.
func read(in io.Reader) (map[rune]rune, error) {
	simplified, traditional := map[rune]rune{}, map[rune]rune{}
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		field := strings.Split(lines.Text(), "\t")
		if len(field) != 3 || strings.HasPrefix(field[0], "#") {
			continue
		}
		from, err := character(field[0])
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		for _, form := range strings.Fields(field[2]) {
			to, err := character(form)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			switch field[1] {
			case "kSimplifiedVariant":
				note(simplified, from, to)
			case "kTraditionalVariant":
				note(traditional, to, from)
			}
		}
	}
	maps.Copy(traditional, simplified)
	maps.Copy(traditional, usual())
	return follow(traditional), lines.Err()
}

// character reads a code point as Unihan writes it: U+4E00, with the name of a source
// after it at times (U+4E00<kMatthews).
func character(s string) (rune, error) {
	s, _, _ = strings.Cut(s, "<")
	hex, ok := strings.CutPrefix(s, "U+")
	n, err := strconv.ParseUint(hex, 16, 21)
	if !ok || err != nil {
		return 0, fmt.Errorf("%q is no code point", s)
	}
	return rune(n), nil
}

// note keeps the first form that is another character, where both lie in the
// ideographs of the basic plane.
func note(table map[rune]rune, from, to rune) {
	if _, known := table[from]; !known && from != to && inPlane(from) && inPlane(to) {
		table[from] = to
	}
}

func inPlane(r rune) bool { return r >= 0x3400 && r <= 0x9FFF }

// follow replaces each form by the end of its chain. Of characters that name each
// other in a ring, the smallest stands for all.
func follow(table map[rune]rune) map[rune]rune {
	out := make(map[rune]rune, len(table))
	for from := range table {
		seen := []rune{from}
		to := table[from]
		for next, more := to, true; more; next, more = table[to] {
			to = next
			if i := slices.Index(seen, to); i >= 0 {
				to = slices.Min(seen[i:])
				break
			}
			seen = append(seen, to)
		}
		if to != from {
			out[from] = to
		}
	}
	return out
}

// write writes the pairs in the order of the characters, twenty to a line.
func write(out io.Writer, table map[rune]rune) error {
	w := bufio.NewWriter(out)
	for i, from := range slices.Sorted(maps.Keys(table)) {
		switch {
		case i == 0:
		case i%20 == 0:
			w.WriteByte('\n')
		default:
			w.WriteByte(' ')
		}
		w.WriteRune(from)
		w.WriteRune(table[from])
	}
	w.WriteByte('\n')
	return w.Flush()
}
