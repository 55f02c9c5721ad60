package parse

import (
	"bytes"
	"fmt"

	"freshet/aggregator/parse/internal/charsets"
)

// magic are how files begin that are no text.
var magic = []struct{ start, name string }{
	{"\x1f\x8b", "gzip"}, {"\x89PNG", "a PNG picture"}, {"GIF8", "a GIF picture"}, {"\xff\xd8\xff", "a JPEG picture"},
	{"%PDF-", "PDF"}, {"PK\x03\x04", "a ZIP archive"}, {"BZh", "bzip2"}, {"\xfd7zXZ", "xz"}, {"\x28\xb5\x2f\xfd", "zstd"},
	{"\x7fELF", "a program"}, {"MZ", "a program"}, {"ID3", "MP3"}, {"OggS", "Ogg"}, {"RIFF", "RIFF"}, {"SQLite format", "SQLite"},
	{"\x00\x00\x01\x00", "an icon"}, {"wOF", "a font"},
}

// notText says what bytes are that are no feed because they are no text; nil when
// they are text.
func notText(body []byte, text charsets.Text) error {
	if text.Dropped == 0 && !bytes.HasPrefix(body, []byte("%PDF-")) {
		return nil
	}
	for _, m := range magic {
		if bytes.HasPrefix(body, []byte(m.start)) {
			return fmt.Errorf("%w: it is binary data (%s), not text", ErrNotFeed, m.name)
		}
	}
	if text.Dropped*50 > len(body) {
		return fmt.Errorf("%w: it is binary data, not text", ErrNotFeed)
	}
	return nil
}
