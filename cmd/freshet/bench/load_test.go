package bench

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
)

// load is what the child is to send: N requests over Conns connections that stay
// open, each with the next of the paths.
type load struct {
	Addr  string
	Paths []string
	// Headers are whole lines. A "#" in them becomes the request's number, from
	// From on.
	Headers string
	From    int
	N       int
	Conns   int
}

func serveLoad(w http.ResponseWriter, r *http.Request) {
	var l load
	if err := json.NewDecoder(r.Body).Decode(&l); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	got, err := l.send()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_ = json.NewEncoder(w).Encode(got) // the parent may have gone
}

// send sends the load and counts the answers by status.
func (l *load) send() (map[int]int, error) {
	var mu sync.Mutex
	var failed error
	total := map[int]int{}
	var all sync.WaitGroup
	for c := range l.Conns {
		all.Go(func() {
			got, err := l.connection(c)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failed = err
			}
			for status, n := range got {
				total[status] += n
			}
		})
	}
	all.Wait()
	return total, failed
}

// connection sends one connection's part of the load.
func (l *load) connection(c int) (map[int]int, error) {
	conn, err := net.Dial("tcp", l.Addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	before, after, numbered := bytes.Cut([]byte(l.Headers), []byte("#"))
	in := bufio.NewReaderSize(conn, 64<<10)
	got := map[int]int{}
	var out []byte
	for i := c; i < l.N; i += l.Conns {
		out = append(out[:0], "GET "...)
		out = append(out, l.Paths[i%len(l.Paths)]...)
		out = append(out, " HTTP/1.1\r\nHost: bench\r\n"...)
		out = append(out, before...)
		if numbered {
			out = strconv.AppendInt(out, int64(l.From+i), 10)
		}
		out = append(append(out, after...), "\r\n"...)
		if _, err := conn.Write(out); err != nil {
			return nil, err
		}
		status, err := readAnswer(in)
		if err != nil {
			return nil, err
		}
		got[status]++
	}
	return got, nil
}

// readAnswer reads past one answer, and returns its status.
func readAnswer(in *bufio.Reader) (int, error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	if len(line) < 12 {
		return 0, fmt.Errorf("answer begins with %q", line)
	}
	status, err := strconv.Atoi(string(line[9:12]))
	if err != nil {
		return 0, err
	}
	length := -1
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return 0, err
		}
		if len(line) <= 2 {
			break
		}
		if name, value, _ := bytes.Cut(line, []byte(":")); string(name) == "Content-Length" {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, err
			}
		}
	}
	if status == http.StatusNotModified {
		return status, nil
	}
	if length < 0 {
		return 0, fmt.Errorf("an answer of status %d without a length", status)
	}
	_, err = io.CopyN(io.Discard, in, int64(length))
	return status, err
}
