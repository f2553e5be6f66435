// Package mcpenv keeps a mistake in an environment variable from ending the program:
// the SDK of the Model Context Protocol reads MCPGODEBUG as the program starts and
// panics where that is malformed, in a hook of Git, too.
//
// It works since packages are initialized in the order of their import paths as soon
// as all that they import is: this one imports os alone, and so it is ready before
// fmt, which the SDK needs, can be. A test holds it to that.
package mcpenv

import "os"

const name = "MCPGODEBUG"

var _ = drop()

// drop takes the variable away if the SDK could not read it.
func drop() error {
	if !malformed(os.Getenv(name)) { //nolint:forbidigo // there is no App yet
		return nil
	}
	return os.Unsetenv(name)
}

// malformed says of a list KEY=VALUE,KEY=VALUE that a part of it is none.
func malformed(list string) bool {
	paired := false
	for _, c := range list {
		switch c {
		case '=':
			paired = true
		case ',':
			if !paired {
				return true
			}
			paired = false
		}
	}
	return list != "" && !paired
}
