package config

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/expr-lang/expr/file"
)

// languageHint is for mistakes that have no hint of their own.
const languageHint = "the language is that of expr-lang.org"

// ruleError says in plain words what the compiler says.
func ruleError(src string, err error) *RuleError {
	var at *file.Error
	if !errors.As(err, &at) {
		if kind, ok := strings.CutPrefix(err.Error(), "expected bool, but got "); ok {
			return &RuleError{Msg: "the rule is not true or false but " + kindWord(kind), Hint: `compare it with something: title contains "x"`}
		}
		return &RuleError{Msg: err.Error(), Hint: languageHint}
	}
	e := &RuleError{Offset: at.From, Msg: at.Message, Hint: languageHint}
	switch name, unknown := strings.CutPrefix(at.Message, "unknown name "); {
	case unknown:
		e.Hint = unknownHint(name, strings.HasPrefix(after(src, at.From, name), "("))
	case at.Message == "unexpected token EOF":
		e.Msg = "the rule ends too early"
	case at.Message == `unexpected token Operator("=")`:
		e.Hint = "write == to compare"
	case strings.HasSuffix(at.Message, "exceeds maximum allowed nodes"):
		e.Offset, e.Msg, e.Hint = 0, "the rule has too many parts", fmt.Sprintf("at most %d are allowed", maxRuleNodes)
	}
	return e
}

// after is what follows a name at a character of a rule.
func after(src string, offset int, name string) string {
	r := []rune(src)
	return strings.TrimLeft(string(r[min(offset+len([]rune(name)), len(r)):]), " ")
}

// kindWord is a plain word for a type of Go.
func kindWord(kind string) string {
	switch kind {
	case "string":
		return "text"
	case "int", "float64":
		return "a number"
	case "time.Time":
		return "a time"
	case "interface {}", "any":
		return "of a kind that is known only when it runs"
	}
	if strings.HasPrefix(kind, "[]") {
		return "a list"
	}
	return kind
}

// ruleFacts are the names of the facts.
func ruleFacts() []string {
	var names []string
	for f := range reflect.TypeFor[Facts]().Fields() {
		names = append(names, f.Tag.Get("expr"))
	}
	return names
}

// unknownHint is for a name that a rule does not know.
func unknownHint(name string, called bool) string {
	if name == "now" {
		return "a rule gives the same answer at any time"
	}
	if near := nearest(name, append(ruleFacts(), ruleFunctions...)); near != "" {
		return `did you mean "` + near + `"?`
	}
	if called {
		return functionsHint()
	}
	return factsHint()
}

func factsHint() string { return "a rule can ask for " + strings.Join(ruleFacts(), ", ") }

func functionsHint() string { return "a rule can call " + strings.Join(ruleFunctions, ", ") }
