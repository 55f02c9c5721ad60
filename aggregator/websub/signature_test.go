package websub

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"io"
	"strings"
	"testing"
)

// sign makes a header as a hub does.
func sign(method string, secret, body []byte) string {
	mac := hmac.New(map[string]func() hash.Hash{
		"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
	}[method], secret)
	mac.Write(body)
	return method + "=" + hex.EncodeToString(mac.Sum(nil))
}

// believed checks a header against a body.
func believed(header, least, body string, secrets ...string) bool {
	keys := make([][]byte, len(secrets))
	for i, s := range secrets {
		keys[i] = []byte(s)
	}
	c := newCheck(header, least, keys...)
	if c == nil {
		return false
	}
	io.WriteString(c, body)
	return c.good()
}

// The vectors are of RFC 2202 section 3 and RFC 4231 section 4.3 (test case 2).
func TestSignatureVectors(t *testing.T) {
	const key, body = "Jefe", "what do ya want for nothing?"
	for _, header := range []string{
		"sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
		"sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		"sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
		"sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
	} {
		if !believed(header, "", body, key) {
			t.Errorf("%.7s… is not believed", header)
		}
		if !believed(strings.ToUpper(header), "sha1", body, "other", key) {
			t.Errorf("%.7s… in large letters, by the second secret, is not believed", header)
		}
		if believed(header, "", body+" ", key) || believed(header, "", body, "jefe") || believed(header[:len(header)-2], "", body, key) || believed(header+"00", "", body, key) {
			t.Errorf("%.7s… is believed of another body or secret, or cut", header)
		}
	}
}

func TestSignatureLeast(t *testing.T) {
	order := []string{"sha1", "sha256", "sha384", "sha512"}
	for i, least := range order {
		for j, method := range order {
			if got := believed(sign(method, []byte("k"), []byte("b")), least, "b", "k"); got != (j >= i) {
				t.Errorf("%s where %s is the least: %t", method, least, got)
			}
		}
	}
}

func TestSignatureForms(t *testing.T) {
	good := sign("sha256", []byte("k"), []byte("b"))
	for _, header := range []string{"", "=", "sha256", "sha256=", "sha256=zz", "md5=" + strings.Repeat("0", 32), "sha-256=" + good[7:], good[7:], "sha1=" + good[7:]} {
		if believed(header, "", "b", "k") {
			t.Errorf("%q is believed", header)
		}
	}
	empty := sign("sha256", nil, []byte("b"))
	if believed(empty, "", "b") || believed(empty, "", "b", "", "") {
		t.Error("a signature by no secret is believed")
	}
	if !believed(" "+good+" ", "", "b", "", "k") {
		t.Error("blanks around it")
	}
}

func FuzzSignature(f *testing.F) {
	f.Add("sha256=00", "k", "b")
	f.Add(sign("sha1", []byte("k"), []byte("b")), "k", "b")
	f.Fuzz(func(t *testing.T, header, key, body string) {
		method, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(header)), "=")
		if !believed(header, "", body, key) {
			return
		}
		if got := strings.ToLower(strings.TrimSpace(header)); got != sign(method, []byte(key), []byte(body)) {
			t.Errorf("%q is believed of %q", header, body)
		}
	})
}
