package nunjucks

import (
	"context"
	"errors"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// ErrLimit says that rendering was stopped because it did too much work or
// wrote too much.
var ErrLimit = errors.New("template limit reached")

const (
	maxDepth   = 3000 // nested evaluations, against recursion without end
	checkEvery = 256  // steps between two looks at the context
)

// run is one rendering: everything that changes while a template is walked.
type run struct {
	ctx   context.Context
	opts  Options
	out   *strings.Builder
	steps int
	depth int
	at    int // where the run is, for messages
	// compiled holds the includes of this render by path.
	compiled map[string]*Template

	state
}

// state is what a macro of another template switches to and back from.
type state struct {
	tmpl    *Template
	context *scope // the variables of the template
	frame   *frame // what set and for have bound, by the order of calls
	lexical *scope // loop variables, parameters and macros, by their place in the source
	blocks  map[string][]placed
	exports *value.Object // names that import gives away
	parent  *Template     // of extends
	inBlock bool
}

// placed is a block and the template that it stands in.
type placed struct {
	*block
	tmpl *Template
}

// enter guards a recursion, up to leave. Neither is deferred, nor is any other
// step back: after a failure the run is over and shows where it was.
func (r *run) enter() {
	if r.depth++; r.depth > maxDepth {
		r.limit("template calls itself too deeply", "end the recursion with an if")
	}
}

func (r *run) leave() { r.depth-- }

// move notes that the run is at pos, and gives the place where it was.
func (r *run) move(pos int) int {
	outer := r.at
	r.at = pos
	return outer
}

// spend counts n steps of work.
func (r *run) spend(n int) {
	before := r.steps
	r.steps += n
	if r.steps > r.opts.MaxSteps {
		r.limit("template does too much work", "look for a loop over a very long range")
	}
	if before/checkEvery != r.steps/checkEvery && r.ctx.Err() != nil {
		panic(&failure{pos: -1, message: "rendering was stopped", hint: "look for a long loop or a costly expression", cause: context.Cause(r.ctx)})
	}
}

// size checks the length in bytes of a text that is made.
func (r *run) size(n int) {
	if n > r.opts.MaxOutput {
		r.limit("template makes a text that is too long", "look for a loop that makes text grow")
	}
}

func (r *run) limit(message, hint string) {
	panic(&failure{pos: -1, message: message, hint: hint, cause: ErrLimit})
}

func (r *run) write(s string) {
	r.size(r.out.Len() + len(s))
	r.out.WriteString(s)
}

// captured gives what do writes.
func (r *run) captured(do func()) string {
	outer := r.out
	r.out = &strings.Builder{}
	do()
	out := r.out.String()
	r.out = outer
	r.spend(len(out) / 64)
	return out
}
