package cmd

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/page"
)

// What runs is told to other processes by a file, see docs/serve.md.
const (
	tellAfter = 250 * time.Millisecond // what ends before is not told
	tellEvery = 500 * time.Millisecond
	tellAlive = 10 * time.Second // also where nothing changes
)

// The name of such a file is the number of the process, and so many digits.
const (
	runningIDSize = 10
	base32Digits  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
)

// runningJSON is such a file.
type runningJSON struct {
	V    int    `json:"v"`
	PID  int    `json:"pid"`
	Host string `json:"host"`
	page.Running
	Search *searchJSON `json:"search"` // null where it is none
}

func runningDir(repo *gitops.Repo) string {
	return filepath.Join(repo.CommonDir, "promptgit", "running")
}

// telling tells what one engine of this process does. What goes wrong with that
// disturbs nobody: nothing more is told.
type telling struct {
	path string

	mu      sync.Mutex
	doc     runningJSON
	changed bool
	wanted  bool // it is time to say what a search knows
	unpaid  bool // a price is not known

	stop, ended chan struct{}
}

// tell tells what an engine does until the end that it gives. It comes after
// everything else that follows the engine.
func (w *workspace) tell(engine *eval.Engine, prompt, rev string) (t *telling, end func()) {
	host, _ := os.Hostname() // "" is as good as any
	id := fmt.Sprintf("%d-%s", os.Getpid(), rand.Text()[:runningIDSize])
	t = &telling{
		path: filepath.Join(runningDir(w.repo), id+".json"), changed: true, stop: make(chan struct{}), ended: make(chan struct{}),
		doc: runningJSON{V: 1, PID: os.Getpid(), Host: host, Running: page.Running{
			ID: id, Command: w.app.command, Prompt: prompt, Rev: rev, Started: w.app.Now().UTC(), CostUSD: new(float64),
		}},
	}
	told := engine.Progress
	engine.Progress = func(e eval.Event) {
		t.count(e)
		if told != nil {
			told(e)
		}
	}
	go t.run()
	return t, func() {
		engine.Progress = told
		close(t.stop)
		<-t.ended
	}
}

// count takes in a sample, while others wait.
func (t *telling) count(e eval.Event) {
	r := e.Result
	if errors.Is(r.Err, eval.ErrInterrupted) || errors.Is(r.Err, eval.ErrBudget) {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.changed = true
	t.doc.Done++
	t.doc.Total = e.Total
	switch {
	case r.Err != nil:
		t.doc.Errors++
	case !r.Pass:
		t.doc.Failed++
	}
	switch {
	case r.Answer.Cached, r.Err != nil:
	case r.Answer.Cost == nil:
		t.unpaid = true
	default:
		*t.doc.CostUSD += *r.Answer.Cost
	}
	if j := &r.Judging; j.Calls > 0 {
		if j.CostUSD == nil {
			t.unpaid = true
		} else {
			*t.doc.CostUSD += *j.CostUSD
		}
	}
}

// search takes in what a search knows, where it is time to tell it.
func (t *telling) search(known func() *searchJSON) {
	t.mu.Lock()
	wanted := t.wanted
	t.mu.Unlock()
	if !wanted {
		return
	}
	doc := known()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.doc.Search, t.changed, t.wanted = doc, true, false
}

func (t *telling) run() {
	defer close(t.ended)
	defer os.Remove(t.path) //nolint:errcheck // as a rule it is there, and else nothing is lost
	wait := time.NewTimer(tellAfter)
	defer wait.Stop()
	for quiet := tellAlive; ; quiet += tellEvery {
		select {
		case <-t.stop:
			return
		case <-wait.C:
		}
		raw, changed, err := t.encode()
		if err == nil && (changed || quiet >= tellAlive) {
			quiet = 0
			err = writeRunning(t.path, raw)
		}
		if err != nil {
			<-t.stop
			return
		}
		wait.Reset(tellEvery)
	}
}

// encode gives the file, and whether it changed since the last time.
func (t *telling) encode() (raw []byte, changed bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	doc := t.doc
	if t.unpaid {
		doc.CostUSD = nil
	}
	if doc.Search != nil {
		doc.Total = 0 // a search runs an engine many times, and nobody knows how often
	}
	t.wanted = true
	changed, t.changed = t.changed, false
	raw, err = json.Marshal(doc)
	return raw, changed, err
}

// writeRunning writes a file whole or not at all. It need not outlive a crash.
func writeRunning(path string, raw []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	part := path + ".part"
	err := os.WriteFile(part, raw, 0o600)
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return nil
}
