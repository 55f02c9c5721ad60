package daemon

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
)

// ErrNotRunning is returned when no daemon answers on the admin address.
var ErrNotRunning = errors.New("no daemon is running there")

// maxAskError bounds an error text that a daemon answers with.
const maxAskError = 64 << 10

// Ask sends one request to the running daemon's admin address, and returns the
// body of a good answer. What the daemon refuses comes back as an error with its
// own words.
func Ask(ctx context.Context, admin, method, path string) (io.ReadCloser, error) {
	transport := &http.Transport{DisableKeepAlives: true}
	host := admin
	if socket, ok := strings.CutPrefix(admin, "unix:"); ok {
		host = "freshet"
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		}
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://"+host+path, nil)
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", admin, err)
	}
	resp, err := (&http.Client{Transport: transport}).Do(req)
	if errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("admin %s: %w", admin, ErrNotRunning)
	}
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", admin, err)
	}
	if resp.StatusCode == http.StatusOK {
		return resp.Body, nil
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAskError))
	if err != nil {
		return nil, fmt.Errorf("ask %s: %w", admin, err)
	}
	return nil, errors.New(string(bytes.TrimSpace(text)))
}
