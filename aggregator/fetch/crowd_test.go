package fetch

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"freshet/aggregator/origin"
)

// TestA2_16: thirty hosts at one address get no more than MaxPerAddress requests
// at a time; those at another address do not wait.
func TestA2_16_ManyHostsAtOneAddress(t *testing.T) {
	o := listen(t, nil)
	release := make(chan struct{})
	o.Handle("", func(int, *origin.Request) origin.Answer {
		<-release
		return origin.Reply(200, "x")
	})
	_, port, _ := splitPort(o.Address())
	c := New(Options{PrivateNetworks: true, Resolve: func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}})
	t.Cleanup(c.CloseIdle)
	var all sync.WaitGroup
	for i := range 30 {
		all.Go(func() {
			if _, err := c.Get(t.Context(), Request{URL: fmt.Sprintf("http://h%d.example:%s/", i, port)}); err != nil {
				t.Error(err)
			}
		})
	}
	if err := o.Wait(t.Context(), MaxPerAddress); err != nil {
		t.Fatal(err)
	}
	for range 30 {
		release <- struct{}{}
	}
	all.Wait()
	if most := o.Most(); most != MaxPerAddress {
		t.Errorf("%d requests at a time, want %d", most, MaxPerAddress)
	}
	if len(c.crowds.at) != 0 {
		t.Errorf("%d addresses are remembered", len(c.crowds.at))
	}
}

func splitPort(address string) (host, port string, err error) {
	ap, err := netip.ParseAddrPort(address)
	return ap.Addr().String(), fmt.Sprint(ap.Port()), err
}

// TestA2_16_WhoGivesUpLeavesNoSeat: a request whose time is over while it waits.
func TestA2_16_WhoGivesUpLeavesNoSeat(t *testing.T) {
	o := listen(t, nil)
	o.Handle("/slow", origin.Always(origin.Answer{origin.Stall()}))
	o.Handle("/", origin.Always(origin.Reply(200, "x")))
	c := New(Options{PrivateNetworks: true, Total: 300 * time.Millisecond})
	t.Cleanup(c.CloseIdle)
	var all sync.WaitGroup
	for range 3 * MaxPerAddress {
		all.Go(func() {
			if _, err := c.Get(t.Context(), Request{URL: o.URL("/slow")}); err == nil {
				t.Error("a stalled answer came")
			}
		})
	}
	all.Wait()
	if _, err := c.Get(t.Context(), Request{URL: o.URL("/")}); err != nil {
		t.Errorf("no seat is left: %v", err)
	}
}
