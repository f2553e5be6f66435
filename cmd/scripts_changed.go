package cmd

import (
	"sync"

	"github.com/promptgit/promptgit/eval"
	words "github.com/promptgit/promptgit/internal/process"
)

// stamps tell whether the files of commands changed since they were found to be
// allowed, by command line.
type stamps struct {
	mu   sync.Mutex
	seen map[string]string
}

// stillPermits refuses a command of a suite whose files changed since the user
// allowed it, also in the middle of a run.
func (w *workspace) stillPermits(s eval.Script) error {
	if s.Language != eval.Exec || w.app.Getenv("PROMPTGIT_TRUST") == "1" {
		return nil
	}
	argv, err := words.Split(s.Source, w.app.Getenv)
	if err != nil {
		return err
	}
	stamp := words.Stamp(argv, w.deps().Dir) // before the files are read: a change in between is seen
	w.commands.mu.Lock()
	defer w.commands.mu.Unlock()
	if w.commands.seen[s.Source] == stamp {
		return nil
	}
	if err := w.permit(&eval.Suite{Scripts: []eval.Script{s}}); err != nil {
		return err
	}
	if w.commands.seen == nil {
		w.commands.seen = map[string]string{}
	}
	w.commands.seen[s.Source] = stamp
	return nil
}
