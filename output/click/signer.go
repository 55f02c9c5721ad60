package click

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"

	"freshet/storage"
)

// Link is what a token says: a story, and where its link was shown.
type Link struct {
	Story   storage.StoryID
	Feed    uint32 // FeedHash of the feed
	Channel storage.Channel
	Rank    uint8 // rank in the list, from 1; 0 for none
	// Sighting is the number of the one sighting that the link leads to; 0 for
	// whatever leads the story.
	Sighting uint64
}

// ErrToken is all that is told of a token that is not ours.
var ErrToken = errors.New("link is not signed by this site")

// A token is the base64 (RFC 4648 section 5) of a version and key, the link, and
// the first bytes of its HMAC-SHA256. All of that makes whole groups of three
// bytes: there are no spare bits in the text, and one link has one token. That of
// a link to one sighting is longer by the sighting's number and a byte more of the
// HMAC, and of version 2.
const (
	macBytes   = 10 // 80 bits: 10^9 guesses a second find one in 38 million years
	linkBytes  = 1 + 16 + 4 + 1 + 1
	tokenBytes = linkBytes + macBytes
	// TokenLength is the characters of a token.
	TokenLength = tokenBytes / 3 * 4

	longLinkBytes  = linkBytes + 8
	longTokenBytes = longLinkBytes + macBytes + 1
	// LongTokenLength is the characters of the token of a link to one sighting.
	LongTokenLength = longTokenBytes / 3 * 4
)

// Versions of tokens, in the upper two bits of their first byte.
const (
	keyBits     = 0x3f
	versionOne  = 1 << 6
	versionLong = 2 << 6
)

// MinKeyBytes is the least length of a signing key.
const MinKeyBytes = 16

// encoding is that of tokens. Strict is not needed: there are no spare bits.
var encoding = base64.RawURLEncoding

// Signer makes and reads tokens. It may be used by several goroutines.
type Signer struct {
	keys []signKey // the first one signs
}

// signKey is a key as HMAC needs it (RFC 2104): padded to a block and masked.
type signKey struct {
	id           byte
	inner, outer [sha256.BlockSize]byte
}

// NewSigner makes a Signer that signs with key, and reads what was signed with
// it or with one of the old keys, so that links in readers' hands outlive a
// change of keys. It panics when a key is shorter than MinKeyBytes.
func NewSigner(key []byte, old ...[]byte) *Signer {
	s := &Signer{}
	for _, k := range append([][]byte{key}, old...) {
		s.keys = append(s.keys, newSignKey(k))
	}
	return s
}

// newSignKey prepares a key. Its id has the token's version, 1, in the upper two
// bits and six bits of the key's hash below, to find the key by.
func newSignKey(key []byte) (k signKey) {
	if len(key) < MinKeyBytes {
		panic(fmt.Sprintf("click: a signing key of %d bytes; it needs %d", len(key), MinKeyBytes))
	}
	if len(key) > sha256.BlockSize {
		sum := sha256.Sum256(key)
		key = sum[:]
	}
	copy(k.inner[:], key)
	k.outer = k.inner
	for i := range k.inner {
		k.inner[i] ^= 0x36
		k.outer[i] ^= 0x5c
	}
	print := sha256.Sum256(append([]byte("freshet link key "), key...))
	k.id = versionOne | print[0]&keyBits
	return k
}

// mac signs a link. It is HMAC by hand, because the standard one allocates.
func (k *signKey) mac(link []byte) [sha256.Size]byte {
	var inner [sha256.BlockSize + longLinkBytes]byte
	copy(inner[:], k.inner[:])
	n := copy(inner[sha256.BlockSize:], link)
	sum := sha256.Sum256(inner[:sha256.BlockSize+n])
	var outer [sha256.BlockSize + sha256.Size]byte
	copy(outer[:], k.outer[:])
	copy(outer[sha256.BlockSize:], sum[:])
	return sha256.Sum256(outer[:])
}

// Token is the text of a link: TokenLength characters that need no escaping in
// a URL, always the same for the same link.
func (s *Signer) Token(story storage.StoryID, feed uint32, channel storage.Channel, rank uint8) string {
	var b [tokenBytes]byte
	b[0] = s.keys[0].id
	putLink(b[1:], story, feed, channel, rank)
	sum := s.keys[0].mac(b[:linkBytes])
	copy(b[linkBytes:], sum[:])
	return encoding.EncodeToString(b[:])
}

// SightingToken is the text of a link to one sighting of a story, by its number:
// LongTokenLength characters. The number is not 0.
func (s *Signer) SightingToken(story storage.StoryID, sighting uint64, feed uint32, channel storage.Channel, rank uint8) string {
	var b [longTokenBytes]byte
	b[0] = s.keys[0].id&keyBits | versionLong
	putLink(b[1:], story, feed, channel, rank)
	binary.BigEndian.PutUint64(b[linkBytes:], sighting)
	sum := s.keys[0].mac(b[:longLinkBytes])
	copy(b[longLinkBytes:], sum[:])
	return encoding.EncodeToString(b[:])
}

func putLink(b []byte, story storage.StoryID, feed uint32, channel storage.Channel, rank uint8) {
	copy(b, story[:])
	binary.BigEndian.PutUint32(b[16:], feed)
	b[20], b[21] = byte(channel), rank
}

// Parse reads a token. It returns ErrToken for anything that Token or SightingToken
// did not make with one of the keys, in a time that tells nothing of the right
// signature.
func (s *Signer) Parse(token string) (Link, error) {
	version, signed := byte(versionOne), linkBytes
	switch len(token) {
	case TokenLength:
	case LongTokenLength:
		version, signed = versionLong, longLinkBytes
	default:
		return Link{}, ErrToken
	}
	var text [LongTokenLength]byte
	var space [longTokenBytes]byte
	b := space[:len(token)/4*3]
	// The decoder skips line breaks; a text with some is too short.
	if n, err := encoding.Decode(b, text[:copy(text[:], token)]); err != nil || n != len(b) {
		return Link{}, ErrToken
	}
	for i := range s.keys {
		if s.keys[i].id&keyBits|version != b[0] {
			continue
		}
		sum := s.keys[i].mac(b[:signed])
		if subtle.ConstantTimeCompare(sum[:len(b)-signed], b[signed:]) == 1 {
			return link(b[1:signed]), nil
		}
	}
	return Link{}, ErrToken
}

// link reads the bytes of a link.
func link(b []byte) Link {
	l := Link{
		Story:   storage.StoryID(b[:16]),
		Feed:    binary.BigEndian.Uint32(b[16:]),
		Channel: storage.Channel(b[20]),
		Rank:    b[21],
	}
	if len(b) > linkBytes {
		l.Sighting = binary.BigEndian.Uint64(b[linkBytes-1:])
	}
	return l
}

// FeedHash names a feed in tokens and clicks: the first four bytes of the
// SHA-256 of its name. It is the same on every node and for ever.
func FeedHash(name string) uint32 {
	sum := sha256.Sum256([]byte(name))
	return binary.BigEndian.Uint32(sum[:])
}
