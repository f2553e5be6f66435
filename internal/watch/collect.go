package watch

import (
	"errors"
	"time"

	"github.com/fsnotify/fsnotify"
)

// pending is a batch that is not ended yet.
type pending struct {
	paths []string
	seen  map[string]bool
	lost  bool
	since time.Time
}

func (p *pending) empty() bool { return len(p.paths) == 0 && !p.lost }

func (p *pending) add(path string) {
	if p.seen == nil {
		p.seen = map[string]bool{}
	}
	if !p.seen[path] {
		p.seen[path] = true
		p.paths = append(p.paths, path)
	}
}

// collect makes batches of events until the watcher is closed or fails. A batch that
// nobody takes grows.
func (w *Watcher) collect() {
	defer close(w.ended)
	defer close(w.batches)
	var batch pending
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	var out chan []string // nil until the batch has ended
	for {
		var ready []string
		if out != nil && !batch.lost {
			ready = batch.paths
		}
		select {
		case <-w.done:
			return
		case event, ok := <-w.fs.Events:
			if !ok {
				return
			}
			if event.Op == fsnotify.Chmod { // also what virus scanners and indexers do
				continue
			}
			if w.failed = w.follow(event); w.failed != nil {
				return
			}
			w.note(&batch, timer, func() { batch.add(event.Name) })
		case err, ok := <-w.fs.Errors:
			if !ok {
				return
			}
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				w.failed = limit(err, 0)
				return
			}
			w.note(&batch, timer, func() { batch.lost = true })
		case <-timer.C:
			if !batch.empty() {
				out = w.batches
			}
		case out <- ready:
			batch, out = pending{}, nil
		}
	}
}

// note adds to the batch and puts its end off.
func (w *Watcher) note(batch *pending, timer *time.Timer, add func()) {
	now := time.Now() //nolint:forbidigo // how long the disk has been quiet is no time of the program's
	if batch.empty() {
		batch.since = now
	}
	add()
	timer.Reset(max(0, min(quiet, longest-now.Sub(batch.since))))
}

// follow watches a folder that is new, with what is in it already.
func (w *Watcher) follow(event fsnotify.Event) error {
	if !event.Has(fsnotify.Create) || !isFolder(event.Name) {
		return nil
	}
	return w.Cover(w.below(event.Name))
}
