package dedup

import (
	"crypto/sha256"
	"slices"
	"sync"
)

// Sign makes the signature of an item from its headline and the plain text of
// its body (without the headline). A cryptographic hash stands for the whole texts,
// since equal ones fold stories: a hostile feed must not be able to collide with
// another's.
func Sign(title, text string) Signature {
	var s Signature
	sc := scanners.Get().(*scanner)
	defer scanners.Put(sc)
	sc.reset()
	sc.scan(text)
	sc.numerals()
	s.Body, s.BodyTokens = sc.digest()
	sc.sketch(&s)
	sc.names(&s)
	letters := sc.letters
	sc.reset()
	sc.letters = letters
	sc.headline(&s, title)
	s.Scripts = shares(&sc.letters)
	return s
}

// Retitle makes the part of the headline anew.
func (s *Signature) Retitle(title string) {
	sc := scanners.Get().(*scanner)
	defer scanners.Put(sc)
	sc.reset()
	sc.headline(s, title)
}

var scanners = sync.Pool{New: func() any { return new(scanner) }}

// Seeds part the hashes of a kind from those of the others, so that one table can
// count all of them.
const (
	seedShingle = 0x5368696e676c6521
	seedFigure  = 0x4669677572652121
	seedAnchor  = 0x416e63686f722121
	seedTitle   = 0x5469746c65576f72
)

// headline fills in what is of the headline.
func (s *scanner) headline(sig *Signature, title string) {
	s.scan(title)
	s.numerals()
	sig.Title, _ = s.digest()
	s.hashes = s.hashes[:0]
	var figures []uint32
	for i := range s.tokens {
		t := &s.tokens[i]
		switch {
		case t.kind == number:
			figures = append(figures, fold32(t.hash^seedTitle))
		case t.kind == word:
			s.hashes = append(s.hashes, fold32(t.hash^seedTitle))
		case i+1 < len(s.tokens) && s.tokens[i+1].kind == char:
			s.hashes = append(s.hashes, fold32(join(t.hash^seedTitle, s.tokens[i+1].hash)))
		case i == 0 || s.tokens[i-1].kind != char:
			s.hashes = append(s.hashes, fold32(t.hash^seedTitle))
		}
	}
	sig.Words = smallest(s.hashes, MaxTitleWords)
	sig.Numbers = smallest(figures, MaxTitleNumbers)
}

// digest hashes all tokens; zero when there is none.
func (s *scanner) digest() (sum [16]byte, n int) {
	if len(s.tokens) == 0 {
		return sum, 0
	}
	s.spare = s.spare[:0]
	from := uint32(0)
	for i := range s.tokens {
		s.spare = append(append(s.spare, s.text[from:s.tokens[i].end]...), 0x1f)
		from = s.tokens[i].end
	}
	whole := sha256.Sum256(s.spare)
	copy(sum[:], whole[:])
	return sum, len(s.tokens)
}

// sketch fills in the sketches of the body.
func (s *scanner) sketch(sig *Signature) {
	s.hashes = s.hashes[:0]
	lead, units := -1, 0
	for i := range s.tokens {
		s.hashes = append(s.hashes, s.shingle(i))
		if units += weight(&s.tokens[i]); units >= leadUnits && lead < 0 {
			lead = len(s.hashes)
		}
	}
	if lead < 0 {
		lead = len(s.hashes)
	}
	sig.Lead = smallest(append(s.chosen[:0], s.hashes[:lead]...), MaxLead)
	sig.Sketch = smallest(s.hashes, MaxSketch)
	sig.Shingles = distinct(sig.Sketch, MaxSketch)
}

// leadUnits bounds the lead: 160 characters of Chinese, or 40 words. A summary is
// mostly as long, in bytes.
const leadUnits = 160

func weight(t *token) int {
	if t.kind == char {
		return 1
	}
	return 4
}

// shingle hashes the run of tokens at i: three where characters are tokens, two
// where words are. At the end of the text it is shorter.
func (s *scanner) shingle(i int) uint32 {
	run := s.tokens[i:]
	n := 2
	if run[0].kind == char {
		n = 3
	}
	h := uint64(seedShingle)
	for k := range min(n, len(run)) {
		h = join(h, run[k].hash)
	}
	return fold32(h)
}

// names fills in figures and anchors. Names are what begins with a capital inside of
// a sentence, Latin words in a text of another script, and runs of katakana.
func (s *scanner) names(sig *Signature) {
	s.hashes, s.chosen = s.hashes[:0], s.chosen[:0]
	l := &s.letters
	foreign := l[hanScript]+l[kanaScript]+l[hangulScript]+l[cyrillicScript]+l[otherScript] > l[latin]
	run, kana := uint64(0), 0
	for i := range s.tokens {
		t := &s.tokens[i]
		if t.kana {
			run, kana = join(run, t.hash), kana+1
			continue
		}
		if kana >= 3 {
			s.chosen = append(s.chosen, fold32(run^seedAnchor))
		}
		run, kana = 0, 0
		switch {
		case t.kind == number:
			s.hashes = append(s.hashes, fold32(t.hash^seedFigure))
		case t.kind == word && (t.upper || foreign && s.ascii0(i)):
			s.chosen = append(s.chosen, fold32(t.hash^seedAnchor))
		}
	}
	if kana >= 3 {
		s.chosen = append(s.chosen, fold32(run^seedAnchor))
	}
	sig.Figures = smallest(s.hashes, MaxFigures)
	sig.Anchors = smallest(s.chosen, MaxAnchors)
}

// ascii0 reports whether a word begins with an ASCII letter.
func (s *scanner) ascii0(i int) bool {
	from := uint32(0)
	if i > 0 {
		from = s.tokens[i-1].end
	}
	return s.text[from] < 0x80
}

// fold32 makes the 32 bits that are kept of a hash.
func fold32(h uint64) uint32 { return uint32(mix(h) >> 32) }

// smallest sorts hashes, in place, drops repeats and copies the first n. Of a long
// list it first keeps what is likely small enough, which saves most of the sorting.
func smallest(hashes []uint32, n int) []uint32 {
	if len(hashes) == 0 {
		return nil
	}
	if len(hashes) > 4*n {
		if few := below(hashes, n); few != nil {
			return few
		}
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return slices.Clone(hashes[:min(n, len(hashes))])
}

// below is smallest of those hashes that are below a limit that twice as many as
// needed should be below; nil when too few different ones are.
func below(hashes []uint32, n int) []uint32 {
	limit := uint32(uint64(2*n) << 32 / uint64(len(hashes)))
	var few [8 * MaxSketch]uint32
	k := 0
	for _, h := range hashes {
		if h < limit {
			if k == len(few) {
				return nil
			}
			few[k] = h
			k++
		}
	}
	slices.Sort(few[:k])
	list := slices.Compact(few[:k])
	if len(list) < n {
		return nil
	}
	return slices.Clone(list[:n])
}

// distinct estimates how many different hashes there were from the smallest n of
// them (Bar-Yossef et al. 2002); it is exact when they are fewer.
func distinct(sketch []uint32, n int) int {
	if len(sketch) < n {
		return len(sketch)
	}
	return int(float64(n-1) / (float64(sketch[n-1]) + 1) * (1 << 32))
}

// shares is how letters spread over the scripts, in 1/255.
func shares(letters *[ScriptCount]uint32) (out [ScriptCount]uint8) {
	total := uint64(0)
	for _, n := range letters {
		total += uint64(n)
	}
	if total == 0 {
		return out
	}
	for i, n := range letters {
		out[i] = uint8(uint64(n) * 255 / total)
	}
	return out
}
