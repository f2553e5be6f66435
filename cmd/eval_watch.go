package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/watch"
)

const (
	lookAgain  = 2 * time.Second       // after a problem, which may lie outside of the watched folders
	lockLasts  = 10 * time.Second      // a checkout of this length is not waited for
	lockPause  = 20 * time.Millisecond // between two looks at Git's lock
	clockTimes = "15:04:05"
)

// checkWatch refuses what is no answer of the moment.
func (o *evalOptions) checkWatch() error {
	switch {
	case !o.watch:
		return nil
	case o.rev != "" || o.ranged():
		return usageHint("leave out the revision: the working tree is what changes", "--watch judges the working tree and takes neither a revision nor a range")
	case o.suiteRev != "":
		return usagef("--watch and --suite-rev exclude each other")
	case o.on():
		return usagef("--watch and --shard exclude each other")
	case o.tape.dir != "", o.record != "":
		return usageHint("record with promptgit eval without --watch", "--watch takes neither --cassette nor --record")
	case o.json, o.output != "", o.bisect:
		return usageHint("run promptgit eval without --watch for a document", "--watch never ends, and so gives no --json, --output or --git-bisect")
	}
	return nil
}

// watching is an eval --watch under way.
type watching struct {
	app    *App
	o      evalOptions
	gitDir string
	files  *watch.Watcher

	seen    string                 // what the state asks that was looked at last, "" for none
	judged  map[string]*watchedRun // by place
	problem string                 // that was told last, "" where all is well
	told    map[string]bool        // warnings
	engine  *eval.Engine           // that ran last: its budget goes on
	past    pastVersions           // of the prompts, walked over once for each HEAD
}

// watchedRun is what came out for one item.
type watchedRun struct {
	name, asks string
	record     *eval.Record
	at         time.Time
}

// watchEval judges the working tree now and whenever it changes, until ctx ends.
func watchEval(ctx context.Context, app *App, o evalOptions) error {
	app.jobs = o.jobs
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // nothing is written through it
	if repo.Top == "" {
		return usageHint("judge a revision: promptgit eval HEAD", "--watch needs a working tree, and this repository is bare")
	}
	s := &watching{app: app, o: o, gitDir: repo.GitDir, judged: map[string]*watchedRun{}, told: map[string]bool{}}
	s.files, err = watch.New(func(dir string) bool {
		ignored, unsure := repo.Ignored(ctx, dir)
		return ignored || unsure != nil || filepath.Base(dir) == ".git"
	})
	if err != nil {
		return err
	}
	defer s.files.Close() //nolint:errcheck // nothing is written through it
	dirs, err := repo.Folders(ctx)
	if err == nil {
		err = s.files.Cover(dirs)
	}
	if err != nil {
		return err
	}
	return s.follow(ctx)
}

// follow looks, judges what is new in a goroutine, and meanwhile looks again at
// whatever changes. A change that asks anything else stops the run under way: its
// answers are in the cache, and the newest state is what the user waits for.
func (s *watching) follow(ctx context.Context) error {
	var run *watchRound
	defer func() { run.stop() }()
	run = s.look(ctx, nil)
	for {
		var again <-chan time.Time
		if s.problem != "" {
			again = time.After(lookAgain)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case _, ok := <-s.files.Batches():
			if !ok {
				return s.files.Err()
			}
			run = s.look(ctx, run)
		case <-again:
			run = s.look(ctx, run)
		case end := <-run.ended():
			err := s.finish(ctx, run, end.err)
			run = nil
			if err != nil {
				return err
			}
		}
	}
}

// look takes the newest state and gives the run that is under way after it, nil
// for none.
func (s *watching) look(ctx context.Context, run *watchRound) *watchRound {
	s.waitForGit(ctx)
	b, warnings, err := s.gather(ctx)
	if ctx.Err() != nil {
		b.release()
		return run
	}
	if err != nil {
		b.release()
		s.seen = ""
		run.stop()
		s.tell(ctx, err)
		return nil
	}
	if asks := b.asks(ctx); asks != s.seen {
		s.seen = asks
		run.stop()
		return s.newState(ctx, b, warnings)
	}
	if run != nil || s.problem == "" {
		b.release()
		return run
	}
	s.compare(ctx, b) // its run could not begin, and perhaps can now
	return s.start(ctx, b)
}

// newState says what is new and begins to judge it.
func (s *watching) newState(ctx context.Context, b *evalBatch, warnings string) *watchRound {
	mended := s.problem != ""
	s.problem = ""
	changed, gone := s.compare(ctx, b)
	if len(changed)+len(gone) == 0 {
		b.release()
		if mended {
			s.say("as judged before")
			s.resting()
		}
		return nil
	}
	s.say("%s", s.whatChanged(changed, gone))
	for _, line := range strings.SplitAfter(warnings, "\n") {
		if line != "" && !s.told[line] {
			s.told[line] = true
			fmt.Fprint(s.app.Err, line)
		}
	}
	if len(changed) == 0 {
		b.release()
		s.resting()
		return nil
	}
	return s.start(ctx, b)
}

// gather is a look at the working tree with a configuration read anew. What it
// says on stderr is kept, since most looks find nothing new.
func (s *watching) gather(ctx context.Context) (*evalBatch, string, error) {
	var said bytes.Buffer
	silent := *s.app
	silent.Err = &said
	w, err := silent.openWorkspace(ctx)
	if err != nil {
		return nil, "", err
	}
	w.judge, w.past = s.o.judge, &s.past
	b, err := w.gather(ctx, s.o)
	if b == nil {
		b = &evalBatch{w: w}
	}
	w.app = s.app
	return b, said.String(), err
}

// release gives back what a batch holds, nil for none.
func (b *evalBatch) release() {
	if b != nil {
		b.close()
		b.w.close()
	}
}

// waitForGit lets a checkout end that is under way.
func (s *watching) waitForGit(ctx context.Context) {
	lock := filepath.Join(s.gitDir, "index.lock")
	for range lockLasts / lockPause {
		if _, err := os.Lstat(lock); errors.Is(err, os.ErrNotExist) || sleep(ctx, lockPause) != nil {
			return
		}
	}
}

// say writes a line with the time; rows alone go to stdout.
func (s *watching) say(format string, args ...any) {
	fmt.Fprintf(s.app.Err, "%s  %s\n", ui.Paint(ui.Strong, s.app.Now().Format(clockTimes)), ui.Line(fmt.Sprintf(format, args...)))
}

// resting says that it waits.
func (s *watching) resting() {
	fmt.Fprintln(s.app.Err, ui.Paint(ui.Dim, "watching for changes; Ctrl-C ends"))
}

// tell says once why the state cannot be judged.
func (s *watching) tell(ctx context.Context, err error) {
	text := err.Error()
	if text == s.problem {
		return
	}
	s.problem = text
	s.say("this state cannot be judged")
	s.app.report(ctx, err)
	s.resting()
}
