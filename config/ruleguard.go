package config

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
)

// Limits of a rule. A rule cannot ask for the time, nor make much of little:
// what it does for an item is bounded by its own length and the item's.
const (
	maxRuleNodes  = 1_000   // parts of a rule
	maxRuleMemory = 100_000 // elements that a rule may make while it runs
	maxRuleText   = 8 << 20 // bytes of a text that a rule puts together
)

// ruleFunctions are the functions that a rule may call, of those that expr has.
var ruleFunctions = []string{
	"all", "any", "none", "one", "filter", "map", "find", "count", "first", "last", "len",
	"lower", "upper", "trim", "trimPrefix", "trimSuffix", "hasPrefix", "hasSuffix", "indexOf", "lastIndexOf",
	"abs", "ceil", "floor", "round", "int", "float", "string", "min", "max",
	"date", "duration",
}

var errRuleText = fmt.Errorf("the rule makes a text of more than %d MiB", maxRuleText>>20)

// ruleOptions are those of the compiler. Plus is ours, since expr's own does not
// count what it makes.
func ruleOptions() []expr.Option {
	opts := []expr.Option{expr.Env(Facts{}), expr.AsBool(), expr.WarnOnAny(), expr.MaxNodes(maxRuleNodes), expr.DisableAllBuiltins()}
	for _, name := range ruleFunctions {
		opts = append(opts, expr.EnableBuiltin(name))
	}
	plus := func(args ...any) (any, error) {
		a, b := args[0].(string), args[1].(string)
		if len(a)+len(b) > maxRuleText {
			return nil, errRuleText
		}
		return a + b, nil
	}
	return append(opts, expr.Function("plus", plus, new(func(string, string) string)), expr.Operator("+", "plus"))
}

// ruleGuard looks through a checked rule for what its limits cannot hold: the
// compiler lets some functions pass that were not enabled, and expr adds values
// of unknown types without counting what it makes.
type ruleGuard struct{ bad *RuleError }

// Visit is called for each part of a rule.
func (g *ruleGuard) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BuiltinNode:
		if !slices.Contains(ruleFunctions, n.Name) {
			g.fail(n, "unknown name "+n.Name, functionsHint())
		}
	case *ast.IdentifierNode:
		if n.Value == "$env" {
			g.fail(n, "unknown name $env", factsHint())
		}
	case *ast.BinaryNode:
		if n.Operator == "+" && (isUnknown(n.Left.Type()) || isUnknown(n.Right.Type())) {
			g.fail(n, "the rule adds what may be text or a number", "add two texts, or two numbers")
		}
	}
}

func (g *ruleGuard) fail(n ast.Node, msg, hint string) {
	if g.bad == nil {
		g.bad = &RuleError{n.Location().From, msg, hint}
	}
}

func isUnknown(t reflect.Type) bool { return t == nil || t.Kind() == reflect.Interface }
