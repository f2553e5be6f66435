package script

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/dlclark/regexp2/v2"
	"github.com/dop251/goja"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/memo"
)

const (
	defaultLimit  = 5 * time.Second  // of JavaScript
	processLimit  = 60 * time.Second // of a process, where the context ends later
	defaultMemory = 512 << 20        // bytes by which the process may grow
)

// Options say where processes run and how long anything may take.
type Options struct {
	Dir     string              // working directory: the root of the repository
	Environ []string            // of processes
	Getenv  func(string) string // for the interpreters and for commands
	Limit   time.Duration       // of a call of JavaScript, 5 s when 0
	Process time.Duration       // of a process, a minute when 0
	Memory  uint64              // bytes by which this process may grow during a call, 512 MiB when 0
}

// Runtime implements [eval.Runtime]. It is safe for concurrent use.
type Runtime struct {
	o        Options
	programs memo.Memo[programKey, *goja.Program]
}

// New makes a runtime. It starts nothing.
func New(o Options) *Runtime {
	if o.Limit == 0 {
		o.Limit = defaultLimit
	}
	if o.Process == 0 {
		o.Process = processLimit
	}
	if o.Memory == 0 {
		o.Memory = defaultMemory
	}
	boundRegexps()
	return &Runtime{o: o}
}

// boundRegexps makes regular expressions of JavaScript end. The engine compiles
// them with this default and offers no other way; one that ran into it has
// passed the deadline of its call, so that its result is never used.
var boundRegexps = sync.OnceFunc(func() { regexp2.DefaultMatchTimeout = defaultLimit })

// Run implements [eval.Runtime].
func (r *Runtime) Run(ctx context.Context, s eval.Script, args ...eval.Arg) (any, error) {
	switch s.Language {
	case eval.JavaScript:
		return r.javaScript(ctx, s, args)
	case eval.Python, eval.Ruby:
		return r.interpreted(ctx, s, args)
	case eval.Exec:
		return r.command(ctx, s, args)
	}
	return nil, fmt.Errorf("code in %q cannot be run", s.Language)
}
