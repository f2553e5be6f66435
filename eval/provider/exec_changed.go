package provider

import (
	"fmt"
	"sync"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/process"
)

// files are those that a command line names, as they were when it was opened.
type files struct {
	mu    sync.Mutex
	stamp string // see [process.Stamp]
	known string // see [command.endpoint]
}

// opened notes what the files are, and gives the endpoint that they make.
func (c *command) opened() (string, error) {
	stamp := process.Stamp(c.argv, c.dir) // before the files are read: a change in between is seen
	endpoint, err := c.endpoint()
	c.files.stamp, c.files.known = stamp, endpoint
	return endpoint, err
}

// unchanged refuses to run what is not what was opened any more: nobody allowed
// it, and its answers would be kept as those of the other.
func (c *command) unchanged() error {
	stamp := process.Stamp(c.argv, c.dir)
	c.files.mu.Lock()
	defer c.files.mu.Unlock()
	if stamp == c.files.stamp {
		return nil
	}
	endpoint, err := c.endpoint()
	if err != nil {
		return err
	}
	if endpoint != c.files.known {
		return &eval.CallError{
			Fatal: true, Err: fmt.Errorf("%s changed while it was in use", c.argv[0]),
			Hint: "run it again: what changed is another model, and is allowed anew",
		}
	}
	c.files.stamp = stamp
	return nil
}
