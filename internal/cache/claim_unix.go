//go:build unix

package cache

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// fcntl sets a lock without waiting. It tells a lock of somebody else from a
// file system that has none.
func fcntl(f *os.File, cmd int, l *unix.Flock_t) error {
	var err error
	for {
		err = unix.FcntlFlock(f.Fd(), cmd, l)
		if !errors.Is(err, unix.EINTR) {
			break
		}
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.EAGAIN), errors.Is(err, unix.EACCES):
		return errTaken
	}
	return fmt.Errorf("%w: %w", ErrNoClaims, os.NewSyscallError("fcntl", err))
}

// linked says whether the file still has a name.
func linked(f *os.File) bool {
	var st unix.Stat_t
	return unix.Fstat(int(f.Fd()), &st) == nil && st.Nlink > 0
}
