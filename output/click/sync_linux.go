package click

import "syscall"

// Datasync writes the file's data to the disk, and of its other properties only
// what is needed to read it again.
func (f osFile) Datasync() error {
	for {
		err := syscall.Fdatasync(int(f.Fd()))
		if err != syscall.EINTR {
			return err
		}
	}
}
