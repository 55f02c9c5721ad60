package click

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"freshet/storage"
)

// segment is a file of the journal.
type segment struct {
	path  string
	first uint64 // Seq of its first record
	end   int64  // offset behind its last good record, as it was opened
	size  int64  // of the file, as it was opened
	// headless says that its header cannot be read.
	headless bool
}

// offset is where the record of a Seq is.
func (s *segment) offset(seq uint64) int64 {
	return recordBytes + int64(seq-s.first)*recordBytes
}

// next is the Seq behind the last good record, as the file was opened.
func (s *segment) next() uint64 {
	return s.first + uint64(s.end/recordBytes) - 1
}

const segmentSuffix = ".clicks"

// segmentPath is the name of the segment that starts with a Seq.
func segmentPath(dir string, first uint64) string {
	return filepath.Join(dir, fmt.Sprintf("%020d%s", first, segmentSuffix))
}

// CorruptError tells of a journal that is damaged in its middle, as a bad disk or
// a foreign hand does, not a crash.
type CorruptError struct {
	File   string
	Offset int64 // of the first record that cannot be read
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("%s is damaged at byte %d", e.File, e.Offset)
}

// listSegments finds the segments of a directory, oldest first, and removes
// what an interrupted start of one left.
func listSegments(dir string) ([]*segment, error) {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		return nil, err
	}
	var list []*segment
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		if strings.HasSuffix(path, segmentSuffix+".new") {
			if err := os.Remove(path); err != nil {
				return nil, err
			}
			continue
		}
		first, err := strconv.ParseUint(strings.TrimSuffix(e.Name(), segmentSuffix), 10, 64)
		if err == nil && first > 0 && path == segmentPath(dir, first) {
			list = append(list, &segment{path: path, first: first})
		}
	}
	slices.SortFunc(list, func(a, b *segment) int { return strings.Compare(a.path, b.path) })
	return list, nil
}

// scanned is what a segment file holds.
type scanned struct {
	header header
	ok     bool  // there is a header
	end    int64 // offset behind the last good record; 0 when there is nothing good
	bad    int64 // offset of the first bad record before end; -1 for none
}

// scan reads a segment file from its start to its end. Records are looked for at
// each place of the file, behind bad ones too.
func scan(r io.Reader, first uint64) (s scanned, err error) {
	s.bad = -1
	buf := make([]byte, 1024*recordBytes)
	var offset, bad int64 = 0, -1
	for {
		n, err := io.ReadFull(r, buf)
		for b := buf[:n]; len(b) >= recordBytes; b = b[recordBytes:] {
			good := s.place(b[:recordBytes], offset, first)
			switch {
			case !good && bad < 0:
				bad = offset
			case good && bad >= 0 && s.bad < 0:
				s.bad = bad
			}
			offset += recordBytes
			if good {
				s.end = offset
			}
		}
		switch {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			return s, nil
		case err != nil:
			return s, err
		}
	}
}

// place reads what is at an offset and reports whether it is good.
func (s *scanned) place(b []byte, offset int64, first uint64) bool {
	if offset > 0 {
		_, ok := decodeRecord(b, first+uint64(offset/recordBytes)-1)
		return ok
	}
	s.header, s.ok = decodeHeader(b)
	s.ok = s.ok && s.header.first == first
	return s.ok
}

// scanFile fills in what a segment's file holds.
func (s *segment) scanFile() (scanned, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return scanned{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return scanned{}, err
	}
	found, err := scan(f, s.first)
	s.size, s.end = info.Size(), found.end
	return found, err
}

// createSegment makes a segment file with its header, durably, under its name
// at once: a segment without a header is never a crash's work.
func createSegment(dir string, h header) (seg *segment, err error) {
	seg = &segment{path: segmentPath(dir, h.first), first: h.first, end: recordBytes, size: recordBytes}
	temp := seg.path + ".new"
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = f.Write(h.encode())
	err = errors.Join(err, f.Sync())
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(temp, seg.path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return nil, errors.Join(err, ignoreMissing(os.Remove(temp)))
	}
	return seg, nil
}

// readSegment appends the clicks from one Seq to another, without it, to list.
// What is damaged is left out, and told of in the error along with the rest.
func (s *segment) readSegment(list []storage.Click, from, to uint64) ([]storage.Click, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return list, err
	}
	defer f.Close()
	buf := make([]byte, int64(to-from)*recordBytes)
	n, err := f.ReadAt(buf, s.offset(from))
	if err != nil && !errors.Is(err, io.EOF) {
		return list, err
	}
	clear(buf[n:])
	var corrupt error
	for seq := from; seq < to; seq++ {
		c, ok := decodeRecord(buf[(seq-from)*recordBytes:][:recordBytes], seq)
		switch {
		case ok:
			list = append(list, c)
		case corrupt == nil:
			corrupt = &CorruptError{s.path, s.offset(seq)}
		}
	}
	return list, corrupt
}

// damagedSuffix ends the name of the copy of a damaged segment.
const damagedSuffix = ".damaged"

// setAside copies a damaged segment, for a person to look at, unless there is a
// copy already.
func setAside(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path+damagedSuffix, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Sync(), f.Close())
}

// syncDir makes the names in a directory durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
