package daemon

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"freshet/config"
)

// listener is a listening socket that says where it listens.
type listener struct{ net.Listener }

// openListeners takes the public port and the admin socket.
func (d *Daemon) openListeners(cfg *config.Config) error {
	var err error
	if d.public, err = listen("listen", cfg.Listen); err != nil {
		return err
	}
	d.onStop(func() error { return closed(d.public.Close()) })
	if d.admin, err = listen("admin", cfg.Admin); err != nil {
		return err
	}
	d.onStop(func() error { return closed(d.admin.Close()) })
	return nil
}

// closed passes over the error of closing what a server has closed already.
func closed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// listen takes one address: "unix:PATH" or host:port. The key names the place in
// the config.
func listen(key, address string) (listener, error) {
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		l, err := listenUnix(path)
		return listener{l}, wrapListen(key, address, err)
	}
	l, err := net.Listen("tcp", address)
	return listener{l}, wrapListen(key, address, err)
}

func wrapListen(key, address string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s %s: in use by another process", key, address)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%s %s: not allowed to listen there", key, address)
	}
	return fmt.Errorf("%s %s: %w", key, address, err)
}

// staleTimeout bounds the question whether anybody answers on a socket.
const staleTimeout = time.Second

// listenUnix takes a socket that only the owner may use. One that a killed
// process left behind is removed; one that somebody answers on is in use.
func listenUnix(path string) (net.Listener, error) {
	if _, err := os.Lstat(path); err == nil {
		c, err := net.DialTimeout("unix", path, staleTimeout)
		if err == nil {
			c.Close()
			return nil, syscall.EADDRINUSE
		}
		if errors.Is(err, syscall.ECONNREFUSED) {
			if err := os.Remove(path); err != nil {
				return nil, err
			}
		}
	}
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	return net.Listen("unix", path)
}
