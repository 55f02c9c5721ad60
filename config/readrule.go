package config

import (
	"go.yaml.in/yaml/v4"
)

// rule reads a rule. A mistake is shown where it is inside the rule.
func (l *loader) rule(n *yaml.Node, what string) *Rule {
	n = follow(n)
	if tag := n.ShortTag(); n.Kind != yaml.ScalarNode || tag != "!!str" {
		l.fail(n, `write a condition, in quotes: 'title contains "x"'`, "%s wants a rule, this is %s", what, kindOf(n))
		return nil
	}
	s, ok := l.expand(n)
	if !ok {
		return nil
	}
	if s != n.Value {
		return l.expandedRule(n, s, what)
	}
	if r := l.rules[s]; r != nil {
		return r
	}
	r, err := compileRule(s)
	if err != nil {
		l.failInside(n, err.Offset, err.Hint, "%s is no rule: %s", what, err.Msg)
		return nil
	}
	l.rules[s] = r
	return r
}

// expandedRule reads a rule that holds variables. What they hold is not shown,
// neither now nor when the rule is printed.
func (l *loader) expandedRule(n *yaml.Node, s, what string) *Rule {
	r, err := compileRule(s)
	if err != nil {
		l.fail(n, "try it without variables; put quotes around ${NAME}", "%s is no rule when its variables are put in", what)
		return nil
	}
	r.written = n.Value
	return r
}
