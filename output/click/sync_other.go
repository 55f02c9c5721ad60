//go:build unix && !linux

package click

// Datasync writes the file to the disk.
func (f osFile) Datasync() error { return f.Sync() }
