package fetch

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// certificate makes one for the hosts, signed by itself.
func certificate(t *testing.T, until time.Time, hosts ...string) (tls.Certificate, *x509.Certificate) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: until.Add(-time.Hour), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, DNSNames: hosts,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, parsed
}

func TestA6_9_TLSFailures(t *testing.T) {
	later := time.Now().Add(30 * time.Minute)
	tests := []struct {
		name, host string
		until      time.Time
		trusted    bool
		version    uint16
		sentence   string
	}{
		{"expired", "a.example", time.Now().Add(-time.Minute), true, 0, "the certificate has expired or is not valid yet"},
		{"wrong host", "b.example", later, true, 0, "the certificate is for another host"},
		{"self-signed", "a.example", later, false, 0, "the certificate is signed by nobody we trust"},
		{"old TLS", "a.example", later, true, tls.VersionTLS11, "no safe connection could be agreed on"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asked := false
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
			cert, parsed := certificate(t, tt.until, tt.host)
			s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10, MaxVersion: tt.version}
			s.Config.ErrorLog = log.New(io.Discard, "", 0)
			s.StartTLS()
			t.Cleanup(s.Close)
			options := []func(*Options){addresses("127.0.0.1")}
			if tt.trusted {
				options = append(options, trust(parsed))
			}
			c := client(t, options...)
			_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
			e := refuses(t, c, Request{URL: "https://a.example:" + port + "/"}, ClassTLS)
			if e.Sentence != tt.sentence {
				t.Errorf("%q, want %q: %v", e.Sentence, tt.sentence, e)
			}
			if asked {
				t.Error("the origin was asked all the same")
			}
		})
	}
}

func TestA6_9_ClearWhereTLSIsExpected(t *testing.T) {
	s := serve(t, answer(200, feed))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	refuses(t, client(t), Request{URL: strings.Replace(s.URL, "http:", "https:", 1)}, ClassTLS)
}

func TestConnectionFailures(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	e := refuses(t, client(t), Request{URL: "http://" + l.Addr().String()}, ClassTCP)
	if e.Sentence != "the connection was refused" {
		t.Errorf("%q", e.Sentence)
	}
	e = refuses(t, client(t), Request{URL: raw(t, func(net.Conn) {})}, ClassTCP)
	if e.Sentence != "the connection was closed without an answer" {
		t.Errorf("%q", e.Sentence)
	}
	e = refuses(t, client(t), Request{URL: raw(t, func(conn net.Conn) { conn.(*net.TCPConn).SetLinger(0) })}, ClassTCP)
	if e.Sentence != "the connection was broken off" {
		t.Errorf("%q", e.Sentence)
	}
	reset := raw(t, func(conn net.Conn) {
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc")
		conn.(*net.TCPConn).SetLinger(0)
	})
	refuses(t, client(t), Request{URL: reset}, ClassTCP)
}

// canary must be in no text that an error gives.
const canary = "S3CR3T"

func TestA5_10_ErrorsHoldNoSecret(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			w.Header().Set("Location", "gopher://me:"+canary+"@a.example/?"+canary)
			w.WriteHeader(http.StatusFound)
		case "/unreadable":
			w.Header().Set("Location", "http://[/?"+canary)
			w.WriteHeader(http.StatusFound)
		case "/cut":
			w.Header().Set("Content-Length", "99")
		default:
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	at := strings.Replace(s.URL, "//", "//me:"+canary+"@", 1)
	urls := []string{
		at + "/401?" + canary, at + "/redirect?" + canary, at + "/unreadable?" + canary, at + "/cut?token=" + canary + "#" + canary,
		"http://me:" + canary + "@127.0.0.1:1x/", "http://" + canary + ":p%zz@a.example/", "http://a.example/%" + canary,
		"gopher://me:" + canary + "@a.example/?" + canary, "http://me:" + canary + "@no-such.invalid/?" + canary,
		"http://me:" + canary + "@127.0.0.1:1025/?" + canary, canary, "http://me:" + canary + "@10.0.0.1:22/",
	}
	c := client(t)
	for _, url := range urls {
		for _, value := range []string{canary, canary + "\n"} {
			_, err := c.Get(t.Context(), Request{URL: url, Headers: map[string]string{"Authorization": value}})
			if err == nil {
				t.Fatalf("%s: no error", url)
			}
			for e := err; e != nil; e = unwrap(e) {
				if strings.Contains(e.Error(), canary) {
					t.Errorf("%s: %T: %v", url, e, e)
				}
			}
		}
	}
}

func unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

func TestBadRequests(t *testing.T) {
	for _, url := range []string{"", "feed.xml", "/feed", "ftp://a.example/", "http://", "http:///feed", "http:feed", "http://a b/", "http://:80/", "http://a.example:99999/"} {
		refuses(t, client(t), Request{URL: url}, ClassRequest)
	}
	for name, value := range map[string]string{"X-Key": "a\nb", "X Key": "a", "": "a"} {
		refuses(t, client(t), Request{URL: "http://127.0.0.1:9", Headers: map[string]string{name: value}}, ClassRequest)
	}
}

func TestErrorText(t *testing.T) {
	s := serve(t, answer(404, ""))
	e := refuses(t, client(t), Request{URL: s.URL + "/a/b?token=1"}, ClassStatus)
	if want := "fetch " + s.URL + "/a/b: the origin answered 404 Not Found"; e.Error() != want {
		t.Errorf("%q, want %q", e.Error(), want)
	}
}
