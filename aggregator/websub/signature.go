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
)

// methods are those of X-Hub-Signature (WebSub section 7.1), the weakest first.
var methods = []struct {
	name string
	make func() hash.Hash
}{
	{"sha1", sha1.New}, {"sha256", sha256.New}, {"sha384", sha512.New384}, {"sha512", sha512.New},
}

// check compares a signature with a body that is written to it.
type check struct {
	macs []hash.Hash // one for each secret
	want []byte
}

// newCheck reads an X-Hub-Signature header, "method=hex". It is nil when there is
// no such signature that could be good: the method is unknown or weaker than least
// (the name of one; empty for any), or there is no secret.
func newCheck(header, least string, secrets ...[]byte) *check {
	name, digits, found := strings.Cut(strings.TrimSpace(header), "=")
	want, err := hex.DecodeString(digits)
	if !found || err != nil {
		return nil
	}
	enough := least == ""
	for _, m := range methods {
		enough = enough || m.name == least
		if !strings.EqualFold(m.name, name) || !enough {
			continue
		}
		c := &check{want: want}
		for _, secret := range secrets {
			if len(secret) > 0 {
				c.macs = append(c.macs, hmac.New(m.make, secret))
			}
		}
		return c
	}
	return nil
}

// Write takes a part of the body, byte for byte as it came.
func (c *check) Write(p []byte) (int, error) {
	for _, mac := range c.macs {
		mac.Write(p) // never fails
	}
	return len(p), nil
}

var _ io.Writer = (*check)(nil)

// good tells whether one of the secrets made the signature. How long it takes
// says nothing of how near a wrong one came.
func (c *check) good() bool {
	good := false
	for _, mac := range c.macs {
		good = hmac.Equal(mac.Sum(nil), c.want) || good
	}
	return good
}
