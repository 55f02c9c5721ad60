package bolt

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	berrors "go.etcd.io/bbolt/errors"

	"freshet/storage"
)

// fullText are the texts of the errors below: bbolt drops the cause when growing
// the file fails.
var fullText = []string{
	syscall.ENOSPC.Error(), syscall.EDQUOT.Error(), syscall.EFBIG.Error(),
}

// isFull reports whether an error means that the file cannot grow.
func isFull(err error) bool {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) ||
		errors.Is(err, berrors.ErrMaxSizeReached) {
		return true
	}
	for _, text := range fullText {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}

// wrap says which call failed and gives bbolt's errors the names of storage.
func wrap(call string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, berrors.ErrDatabaseNotOpen):
		return fmt.Errorf("%s: %w", call, storage.ErrClosed)
	case errors.Is(err, berrors.ErrTimeout):
		return fmt.Errorf("%s: %w", call, storage.ErrLocked)
	case isFull(err) && !errors.Is(err, storage.ErrFull):
		return fmt.Errorf("%s: %w: %w", call, storage.ErrFull, err)
	}
	return fmt.Errorf("%s: %w", call, err)
}
