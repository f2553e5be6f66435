package cmd

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"

	"github.com/spf13/pflag"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/cassette"
)

// cassetteOptions are the flags of commands that can be answered by a cassette.
type cassetteOptions struct {
	dir    string
	update bool
	prune  bool // for eval alone
}

func (o *cassetteOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.dir, "cassette", "", "ask no model: take the answers from the folder `DIR`; a missing one is an error")
	f.BoolVar(&o.update, "update-cassette", false, "ask for what the cassette lacks, and add it")
}

func (o *cassetteOptions) check(refresh bool) error {
	switch {
	case o.update && o.dir == "":
		return usagef("--update-cassette takes a cassette: --cassette DIR")
	case refresh && o.dir != "" && !o.update:
		return usageHint("give --update-cassette too, or leave --refresh out", "--refresh asks models, and --cassette asks none")
	}
	return nil
}

// cassetteRun is a cassette in use.
type cassetteRun struct {
	*cassette.Cassette
	app    *App
	name   string
	update bool
	failed atomic.Bool // an answer could not be added
}

// useCassette opens the cassette that the user asked for, if any.
func (w *workspace) useCassette(o cassetteOptions) error {
	if o.dir == "" {
		return nil
	}
	w.app.learnEnvironment()
	path := w.app.path(o.dir)
	info, err := os.Stat(path)
	switch {
	case err == nil && !info.IsDir():
		return usagef("--cassette: %s is no folder", o.dir)
	case err != nil && !o.update:
		return usageHint("promptgit eval --cassette "+o.dir+" --update-cassette makes it", "--cassette: there is no folder %s", o.dir)
	}
	c, err := cassette.Open(path, strings.TrimRight(o.dir, "/"), w.app.keys.Hide)
	if err != nil {
		return fmt.Errorf("open the cassette: %w", err)
	}
	w.cassette = &cassetteRun{Cassette: c, app: w.app, name: o.dir, update: o.update}
	return nil
}

// plays says whether no model is asked.
func (c *cassetteRun) plays() bool { return c != nil && !c.update }

// into has an engine play the cassette, if there is one.
func (c *cassetteRun) into(e *eval.Engine) {
	if c != nil {
		e.Cassette, e.Recording = c, c.update
	}
}

// Record adds an answer, and remembers a failure: the run goes on, since it is
// paid for.
func (c *cassetteRun) Record(key string, t eval.Target, req eval.Request, a eval.Answer) error {
	err := c.Cassette.Record(key, t, req, a)
	if err != nil {
		c.failed.Store(true)
	}
	return err
}

// close says what was played, added and not asked for, which is removed if so
// wanted.
func (c *cassetteRun) close(prune bool) error {
	if c == nil {
		return nil
	}
	n := c.Count()
	unused := fmt.Sprintf("%d not asked for", n.Unused)
	if prune && !c.failed.Load() {
		if err := c.Prune(); err != nil {
			return fmt.Errorf("remove what was not asked for: %w", err)
		}
		unused = fmt.Sprintf("%d removed", n.Unused)
	}
	c.app.note(fmt.Sprintf("cassette %s: %s played, %d added, %s", c.name, answers(n.Played), n.Added, unused))
	if c.failed.Load() {
		return errors.New("the cassette lacks an answer that could not be written")
	}
	return nil
}

// judged says whether every case got its answer.
func (b *evalBatch) judged() bool {
	for _, x := range b.items {
		if x.record == nil || x.record.Error > 0 || !x.record.Complete() {
			return false
		}
	}
	return true
}
