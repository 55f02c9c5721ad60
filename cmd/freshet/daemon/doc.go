// Package daemon is freshet as a value: New builds everything a config asks for,
// Run runs it until its context ends, Reload swaps the config whole or not at
// all. Commands and tests embed it.
//
// It starts the ground before the rivers, and stops them in the opposite order:
//
//	store        opened first, closed last: everything writes to it
//	output       serves what is stored before the first poll
//	aggregator   stopped first, so that nothing new arrives while the rest drains
//	listeners    the public one drains before the click journal is moved to the
//	             store; the admin one answers until the end
package daemon
