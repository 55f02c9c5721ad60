// Package e2e holds the tests that drive the freshet program as its users do:
// as a process with a config file, killed and started again, read by feed readers
// and a browser. It has no code of its own.
package e2e
