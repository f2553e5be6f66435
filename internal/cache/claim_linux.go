package cache

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// On Linux a lock belongs to the open file and not to the process, so that two
// caches of one process keep each other away too.

func lock(f *os.File, at int64) error {
	return setLock(f, unix.F_WRLCK, at)
}

func unlock(f *os.File, at int64) error {
	return setLock(f, unix.F_UNLCK, at)
}

func setLock(f *os.File, kind int16, at int64) error {
	l := unix.Flock_t{Type: kind, Whence: 0, Start: at, Len: 1}
	err := fcntl(f, unix.F_OFD_SETLK, &l)
	if errors.Is(err, unix.EINVAL) { // a kernel without them
		l = unix.Flock_t{Type: kind, Whence: 0, Start: at, Len: 1}
		err = fcntl(f, unix.F_SETLK, &l)
	}
	return err
}
