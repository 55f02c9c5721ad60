// Package schedule is the order of polls in memory: which source is due, and
// which host or service is busy, spaced or held. It knows no file and no clock,
// and it is not safe for concurrent use: its owner holds a lock around it.
//
// Each host keeps its sources in a heap by due time. The hosts wait in a heap by
// the time from which one of their sources may be polled; those whose time has
// come move on to a second heap, by how long their first source is due. The hosts
// of one service have such a pair of heaps of their own, and the service stands
// among the other hosts in their place. So a claim costs the logarithm of the
// number of hosts, however many are blocked.
package schedule
