//go:build unix

package click

import (
	"errors"
	"os"
	"syscall"
)

// lockDir takes a directory for this process until the file is closed, or the
// process ends in whatever way.
func lockDir(dir string) (*os.File, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(d.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = ErrLocked
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// osFile is a real file.
type osFile struct{ *os.File }
