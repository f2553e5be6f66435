//go:build !unix

package process

import "os/exec"

// ownGroup leaves the command as it is: without process groups only the command
// itself ends with its context, and what it started is cut off from its pipes.
func ownGroup(*exec.Cmd) {}

func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }
