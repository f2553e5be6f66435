//go:build !unix

package cmd

// ignoreLimits has nothing to do where there is no such signal.
func ignoreLimits() {}
