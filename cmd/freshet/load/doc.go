// Package load has tests only: a web of many sources by the load model of the
// field (sizes, validators, habits and faults in the shares in which they are met),
// polled over seven simulated days. `make load` runs them at full size.
package load
