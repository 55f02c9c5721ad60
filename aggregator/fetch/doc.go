// Package fetch makes one polite, safe, conditional GET.
//
// Polite: it asks with the validators that the same address gave (RFC 9110
// section 13), says who it is, takes compressed answers, tells what the origin
// says of freshness and of waiting, and tries once. Safe: it connects only to
// public addresses, follows redirects by hand so that nothing secret leaves the
// origin it is meant for, and stops at a named limit of bytes, time and hops
// before an answer can do harm.
//
// Every failure is an *Error with a class, a plain sentence without secrets and
// the cause. The package decides nothing about when to ask again.
package fetch
