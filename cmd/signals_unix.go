//go:build unix

package cmd

import (
	"os/signal"
	"syscall"
)

// ignoreLimits makes writes past a limit on the size of files errors for this
// process and for those that it starts: a git that is ended by the signal leaves
// its locks behind.
func ignoreLimits() { signal.Ignore(syscall.SIGXFSZ) }
