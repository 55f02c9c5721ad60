package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"freshet/storage"
	"freshet/storage/bolt"
)

// TestFull fills a store's space in a child: a limit on the size of files, which
// makes the file's growth fail, and a small file system, which makes writing its
// pages fail.
func TestFull(t *testing.T) {
	t.Parallel()
	if out, err := command(t, "limit", t.TempDir()).Output(); err != nil {
		t.Errorf("size limit: %v\n%s", err, out)
	}
	cmd := command(t, "tmpfs", t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.Output()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EINVAL) {
		t.Logf("no name spaces on this machine, so no small file system: %v", err)
	} else if err != nil {
		t.Errorf("small file system: %v\n%s", err, out)
	}
}

// childLimit fills a store under a limit on the size of files.
func childLimit(dir string, _ []string) error {
	limit := func(n uint64) error {
		var l syscall.Rlimit
		if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
			return err
		}
		l.Cur = min(n, l.Max)
		return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l)
	}
	f := &filler{dir: dir, shrink: func() error { return limit(6 << 20) }, widen: func() error { return limit(1 << 40) }}
	return f.run()
}

// childTmpfs fills a store on a file system of its own.
func childTmpfs(dir string, _ []string) error {
	mount := filepath.Join(dir, "mount")
	if err := os.Mkdir(mount, 0o700); err != nil {
		return err
	}
	if err := syscall.Mount("tmpfs", mount, "tmpfs", 0, "size=64m"); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	size := func(bytes uint64) error {
		return syscall.Mount("tmpfs", mount, "tmpfs", syscall.MS_REMOUNT, fmt.Sprint("size=", bytes))
	}
	f := &filler{dir: mount, widen: func() error { return size(64 << 20) }}
	f.shrink = func() error {
		var fs syscall.Statfs_t
		if err := syscall.Statfs(mount, &fs); err != nil {
			return err
		}
		return size((fs.Blocks-fs.Bfree)*uint64(fs.Bsize) + 3<<20)
	}
	return f.run()
}

// filler fills a store until there is no room, and goes on when there is.
type filler struct {
	dir           string
	shrink, widen func() error
	s             *bolt.Store
	kept          int // items acknowledged
}

var ctx = context.Background()

func (f *filler) run() (err error) {
	if f.s, err = bolt.Open(file(f.dir), bolt.Options{}); err != nil {
		return err
	}
	if _, err := f.s.Sync(ctx, t0, []storage.SourceSpec{spec("a"), spec("b")}); err != nil {
		return err
	}
	for _, step := range []func() error{f.shrink, f.fill, f.useFull, f.widen, f.useAgain, f.shrink, f.fill, f.closeFull, f.widen, f.reopen} {
		if err := step(); err != nil {
			return err
		}
	}
	return f.s.Close()
}

// add polls source a, which brings an item that needs room.
func (f *filler) add() error {
	claims, err := claimAll(ctx, f.s, 2)
	if err != nil {
		return err
	}
	for _, c := range claims {
		if c.Source.Name != "a" {
			err = errors.Join(err, f.s.Release(ctx, c))
			continue
		}
		it := news("a", fmt.Sprint("n", f.kept), noise(fmt.Sprint(f.kept), 60_000))
		if err := finish(ctx, f.s, c, t0.Add(time.Duration(f.kept)*time.Second), it); err != nil {
			return errors.Join(err, f.s.Release(ctx, c))
		}
		f.kept++
	}
	return err
}

// fill adds until the store is full, and stays so: a failure may leave pages that the
// next transaction can use.
func (f *filler) fill() error {
	full := 0
	for range 1000 {
		err := f.add()
		switch {
		case err == nil:
			full = 0
		case !errors.Is(err, storage.ErrFull):
			return fmt.Errorf("fill: %w", err)
		default:
			if full++; full == 3 {
				return f.verify()
			}
		}
	}
	return errors.New("fill: never full")
}

// useFull uses the store while there is no room.
func (f *filler) useFull() error {
	for range 3 {
		if err := f.add(); !errors.Is(err, storage.ErrFull) {
			return fmt.Errorf("Finish: %w, want ErrFull", err)
		}
	}
	claims, err := claimAll(ctx, f.s, 2)
	if err != nil || len(claims) != 2 {
		return fmt.Errorf("Claim: %d, %w", len(claims), err)
	}
	for _, c := range claims {
		// A poll without news needs no room at once.
		if err := finish(ctx, f.s, c, t0); err != nil {
			return fmt.Errorf("quiet Finish: %w", err)
		}
	}
	story := f.newest()
	clicks := make([]storage.Click, 60_000)
	for i := range clicks {
		clicks[i] = storage.Click{Seq: uint64(i + 1), At: t0, Story: story, Weight: 1}
	}
	if n, err := f.s.AddClicks(ctx, "j", clicks); !errors.Is(err, storage.ErrFull) {
		return fmt.Errorf("AddClicks: %d, %w, want ErrFull", n, err)
	}
	if n, err := f.s.Applied(ctx, "j"); n != 0 || err != nil {
		return fmt.Errorf("Applied: %d, %w", n, err)
	}
	return f.verify()
}

func (f *filler) newest() storage.StoryID {
	list, err := f.s.Newest(ctx, storage.Query{Limit: 1})
	if err != nil || len(list) != 1 {
		return storage.StoryID{}
	}
	return list[0].ID
}

// verify reads everything: what was acknowledged is there, and nothing else.
func (f *filler) verify() error {
	n := 0
	for _, err := range f.s.All(ctx) {
		if err != nil {
			return err
		}
		n++
	}
	if n != f.kept {
		return fmt.Errorf("%d stories, want %d", n, f.kept)
	}
	return f.s.Check(ctx)
}

// useAgain uses the store when there is room.
func (f *filler) useAgain() error {
	for range 20 {
		if err := f.add(); err != nil {
			return fmt.Errorf("with room again: %w", err)
		}
	}
	return f.verify()
}

// closeFull closes while there is no room for what is held back.
func (f *filler) closeFull() error {
	if err := f.s.Close(); err != nil && !errors.Is(err, storage.ErrFull) {
		return fmt.Errorf("Close: %w", err)
	}
	return nil
}

func (f *filler) reopen() (err error) {
	if f.s, err = bolt.Open(file(f.dir), bolt.Options{}); err != nil {
		return err
	}
	return f.useAgain()
}
