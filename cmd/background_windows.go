package cmd

import (
	"os"
	"syscall"

	"golang.org/x/sys/windows"
)

// detached takes a process out of the console and of its group.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP, HideWindow: true}
}

// tryLock takes a lock that ends with this process. It does not wait: false is for a
// lock that somebody has.
func tryLock(f *os.File) bool {
	const now = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	return windows.LockFileEx(windows.Handle(f.Fd()), now, 0, 1, 0, &windows.Overlapped{}) == nil
}
