//go:build unix && !linux

package cache

import (
	"os"

	"golang.org/x/sys/unix"
)

func lock(f *os.File, at int64) error {
	return fcntl(f, unix.F_SETLK, &unix.Flock_t{Type: unix.F_WRLCK, Whence: 0, Start: at, Len: 1})
}

func unlock(f *os.File, at int64) error {
	return fcntl(f, unix.F_SETLK, &unix.Flock_t{Type: unix.F_UNLCK, Whence: 0, Start: at, Len: 1})
}
