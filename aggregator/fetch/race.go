package fetch

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"
)

const (
	// fallbackDelay is how long the first address family has the field to itself
	// (RFC 8305 section 8, as in package net).
	fallbackDelay = 300 * time.Millisecond
	// leastAttempt is how much time one address of several gets at least.
	leastAttempt = 2 * time.Second
)

// race connects to the first family of the list and, when that fails or takes
// long, to the other as well. The first connection wins; both attempts have
// ended when it returns.
func (d *dialer) race(ctx context.Context, addrs []netip.Addr, port uint16) (net.Conn, error) {
	first, second := families(addrs)
	if len(second) == 0 {
		return d.series(ctx, first, port)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		conn net.Conn
		err  error
	}
	results, failed := make(chan result), make(chan struct{})
	go func() {
		conn, err := d.series(ctx, first, port)
		if err != nil {
			close(failed)
		}
		results <- result{conn, err}
	}()
	go func() {
		pause(ctx, failed, fallbackDelay)
		conn, err := d.series(ctx, second, port)
		results <- result{conn, err}
	}()
	var won net.Conn
	var lost error
	for range 2 {
		switch r := <-results; {
		case r.err != nil:
			lost = errors.Join(lost, r.err)
		case won != nil:
			r.conn.Close()
		default:
			won = r.conn
			cancel()
		}
	}
	if won != nil {
		return won, nil
	}
	return nil, lost
}

// pause waits until a time has passed, a channel is closed or the context ends.
func pause(ctx context.Context, until <-chan struct{}, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-until:
	case <-timer.C:
	}
}

// series tries addresses one after the other, each with its share of the time.
func (d *dialer) series(ctx context.Context, addrs []netip.Addr, port uint16) (net.Conn, error) {
	var lost error
	for i, a := range addrs {
		conn, err := d.one(ctx, netip.AddrPortFrom(a, port), len(addrs)-i)
		if err == nil {
			return conn, nil
		}
		lost = errors.Join(lost, err)
		if ctx.Err() != nil {
			break
		}
	}
	return nil, lost
}

// one connects to one address; left counts the addresses that still share the
// time, this one included.
func (d *dialer) one(ctx context.Context, to netip.AddrPort, left int) (net.Conn, error) {
	if deadline, ok := ctx.Deadline(); ok && left > 1 {
		share := max(time.Until(deadline)/time.Duration(left), leastAttempt)
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, share)
		defer cancel()
	}
	return d.connect(ctx, "tcp", to.String())
}

// families splits addresses into those of the first one's family and the others.
func families(addrs []netip.Addr) (first, second []netip.Addr) {
	for _, a := range addrs {
		if a.Unmap().Is4() == addrs[0].Unmap().Is4() {
			first = append(first, a)
		} else {
			second = append(second, a)
		}
	}
	return first, second
}
