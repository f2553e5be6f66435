package cmd_test

import (
	"context"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/serve"
	"github.com/promptgit/promptgit/internal/ui"
)

// changed waits for a change of pages.
func changed(t *testing.T, changes <-chan serve.Change, what string) {
	t.Helper()
	timeout := time.After(time.Minute)
	for {
		select {
		case c, ok := <-changes:
			if !ok {
				t.Fatalf("the changes end before %s", what)
			}
			if c.Pages {
				return
			}
		case <-timeout:
			t.Fatalf("%s is not told", what)
		}
	}
}

func TestChangesAreFoundWhereNothingIsWatched(t *testing.T) {
	t.Parallel()
	l, _ := versions(t, 1, "good")
	app := &cmd.App{Streams: ui.Streams{Out: os.Stdout, Err: os.Stderr}, Dir: l.dir, Env: l.env, Now: l.now, HTTP: &http.Client{}}
	p, err := cmd.OpenPages(t.Context(), app)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for name, follow := range map[string]func(context.Context) (<-chan serve.Change, error){"watched": p.Changes, "unwatched": p.ChangesUnwatched} {
		ctx, cancel := context.WithCancel(t.Context())
		changes, err := follow(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if c := <-changes; c.Running == nil || len(c.Running) != 0 {
			t.Errorf("%s: what runs is told at first, got %+v", name, c)
		}
		l.set("prompts/p.md", name, "a commit")
		changed(t, changes, name+": a commit")
		l.write("suites/p.yaml", "# "+name+"\n"+suiteOf(2))
		changed(t, changes, name+": a suite")
		l.git("tag", name)
		changed(t, changes, name+": a tag")
		l.git("pack-refs", "--all")
		cancel()
		for range changes { // until it ends
		}
	}
}
