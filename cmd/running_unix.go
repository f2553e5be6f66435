//go:build unix

package cmd

import (
	"errors"
	"syscall"
)

// alive says whether a process of this machine runs.
func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
