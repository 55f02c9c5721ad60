package config

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// Facts are what a rule may ask about an item. The names of the rules' language
// are those of the fields, in small letters.
type Facts struct {
	Title      string    `expr:"title"`
	Summary    string    `expr:"summary"`
	Content    string    `expr:"content"`
	URL        string    `expr:"url"`
	Source     string    `expr:"source"` // the source's name
	Lang       string    `expr:"lang"`   // BCP 47
	Authors    []string  `expr:"authors"`
	Categories []string  `expr:"categories"`
	Tags       []string  `expr:"tags"` // the source's
	Published  time.Time `expr:"published"`
}

// Rule is a condition on an item, in the language of expr-lang/expr, compiled and
// type-checked. It may be used by several goroutines.
type Rule struct {
	source  string // as it was compiled
	written string // as it stands in the config, with its variables
	program *vm.Program
}

// RuleError says what is wrong with the text of a rule.
type RuleError struct {
	Offset int // in characters, from 0; where the mistake is
	Msg    string
	Hint   string
}

// Error is the message with its hint.
func (e *RuleError) Error() string {
	if e.Hint == "" {
		return e.Msg
	}
	return e.Msg + " (" + e.Hint + ")"
}

// CompileRule reads a rule such as
//
//	lower(title) contains "sponsored" or "ads" in categories
//
// Its errors are of type *RuleError: what cannot be read, names a fact that does
// not exist, compares what cannot be compared, or is not true or false.
func CompileRule(src string) (*Rule, error) {
	r, err := compileRule(src)
	if err != nil {
		return nil, err
	}
	return r, nil
}

func compileRule(src string) (rule *Rule, bad *RuleError) {
	if len(src) > MaxRuleBytes {
		return nil, &RuleError{Msg: fmt.Sprintf("the rule has %d bytes", len(src)), Hint: fmt.Sprintf("at most %d are allowed", MaxRuleBytes)}
	}
	if strings.TrimSpace(src) == "" {
		return nil, &RuleError{Msg: "the rule is empty", Hint: `for example: title contains "sponsored"`}
	}
	defer func() { // constants are computed when the rule is compiled
		if r := recover(); r != nil {
			rule, bad = nil, &RuleError{Msg: fmt.Sprintf("the rule cannot be computed: %v", r), Hint: languageHint}
		}
	}()
	guard := &ruleGuard{}
	program, err := expr.Compile(src, append(ruleOptions(), expr.Patch(guard))...)
	switch {
	case err != nil:
		return nil, ruleError(src, err)
	case guard.bad != nil:
		return nil, guard.bad
	}
	return &Rule{src, src, program}, nil
}

// Match tells whether the rule is true of an item. An error says why that cannot
// be known: a date that is none, a rule that takes too much memory.
func (r *Rule) Match(f Facts) (ok bool, err error) {
	defer func() {
		if p := recover(); p != nil {
			ok, err = false, fmt.Errorf("rule %.80q: %v", r.written, p)
		}
	}()
	machine := vm.VM{MemoryBudget: maxRuleMemory}
	out, err := machine.Run(r.program, f)
	if err != nil {
		var bad *file.Error
		if errors.As(err, &bad) { // without the drawing of where it is
			err = errors.New(bad.Message)
		}
		return false, fmt.Errorf("rule %.80q: %w", r.written, err)
	}
	ok, isBool := out.(bool)
	if !isBool {
		return false, fmt.Errorf("rule %.80q: gives no true or false", r.written)
	}
	return ok, nil
}

// String is the rule as it was written; empty for nil.
func (r *Rule) String() string {
	if r == nil {
		return ""
	}
	return r.written
}

// MarshalText is the rule as it was written.
func (r *Rule) MarshalText() ([]byte, error) { return []byte(r.written), nil }

// Equal tells whether two rules are the same with their variables put in; either
// may be nil.
func (r *Rule) Equal(other *Rule) bool {
	if r == nil || other == nil {
		return r == other
	}
	return r.source == other.source
}
