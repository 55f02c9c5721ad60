package fetch

import (
	"context"
	"net"
	"net/http/httptrace"
	"net/netip"
	"sync"
)

// MaxPerAddress is how many requests to one address of the network run at a time,
// whatever the names of the hosts there: many small sites share a machine.
const MaxPerAddress = 8

// crowds count the requests that run, by the address that they are sent to.
type crowds struct {
	mu sync.Mutex
	at map[netip.Addr]*crowd
}

type crowd struct {
	seats chan struct{}
	users int // who have or wait for a seat
}

// seat is one request's place in a crowd.
type seat struct {
	all *crowds
	ip  netip.Addr // of the crowd that it is in
	in  *crowd     // nil while it is in none
}

// watch makes a context in which a request that has got its connection waits for a
// seat at the other end's address before it is sent.
func (s *seat) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(info httptrace.GotConnInfo) { s.take(ctx, info.Conn) },
	})
}

// take waits for a seat, or until the context ends: the request then fails by
// itself.
func (s *seat) take(ctx context.Context, conn net.Conn) {
	s.leave() // a request that is sent again has had one
	to, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return // no connection of the network
	}
	s.ip = to.Addr().Unmap()
	in := s.all.join(s.ip)
	select {
	case in.seats <- struct{}{}:
		s.in = in
	case <-ctx.Done():
		s.all.part(s.ip, in)
	}
}

// leave gives the seat back.
func (s *seat) leave() {
	if s.in != nil {
		<-s.in.seats
		s.all.part(s.ip, s.in)
		s.in = nil
	}
}

func (c *crowds) join(ip netip.Addr) *crowd {
	c.mu.Lock()
	defer c.mu.Unlock()
	in := c.at[ip]
	if in == nil {
		if c.at == nil {
			c.at = map[netip.Addr]*crowd{}
		}
		in = &crowd{seats: make(chan struct{}, MaxPerAddress)}
		c.at[ip] = in
	}
	in.users++
	return in
}

func (c *crowds) part(ip netip.Addr, in *crowd) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if in.users--; in.users == 0 {
		delete(c.at, ip)
	}
}
