//go:build unix

package cmd_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/promptgit/promptgit/client"
)

func (p *programs) client(dir string) *client.Client {
	p.t.Helper()
	c, err := client.New(p.base, client.Options{Token: apiToken, Dir: dir, TTL: time.Millisecond, Timeout: 10 * time.Second})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(c.Close)
	return c
}

func TestTheClientGoesOnWhenTheServerIsKilled(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
	v1, v2 := l.git("rev-parse", "v1"), l.git("rev-parse", "v2")
	p := l.serveAPI()
	dir := filepath.Join(t.TempDir(), "kept")
	c := p.client(dir)
	get := func(c *client.Client) client.Prompt {
		t.Helper()
		got, err := c.Get(t.Context(), "prompts/a.md", client.GetOptions{Label: "production"})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := get(c); got.Rev != v1 || got.Stale || !strings.Contains(got.Messages[0].Content, "One.") {
		t.Fatalf("got %+v", got)
	}
	p.signal(syscall.SIGKILL)
	p.wait()
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 200 {
				if got, err := c.Get(t.Context(), "prompts/a.md", client.GetOptions{Label: "production"}); err != nil || got.Rev != v1 {
					t.Errorf("with the server killed: %+v, %v", got, err)
					return
				}
			}
		})
	}
	wait.Wait()
	eventually(t, "it says so", func() bool { return get(c).Stale && errors.Is(get(c).Problem, client.ErrUnreachable) })
	if got := get(p.client(dir)); got.Rev != v1 || !got.Stale || got.Messages[0].Content != get(c).Messages[0].Content {
		t.Errorf("a new process with the disk alone gets %+v", got)
	}
	if _, err := p.client(t.TempDir()).Get(t.Context(), "prompts/a.md", client.GetOptions{Label: "production"}); !errors.Is(err, client.ErrUnreachable) {
		t.Errorf("one with nothing gets %v", err)
	}

	// The server comes back with another version.
	l.ok("promote", "prompts/a.md", "production", "--rev", "v2")
	back := l.serveAPI("--listen", strings.TrimPrefix(p.base, "http://"))
	eventually(t, "the client sees the new version", func() bool { got := get(c); return got.Rev == v2 && !got.Stale })
	if got := get(back.client(dir)); got.Rev != v2 || got.Stale {
		t.Errorf("a new one gets %+v", got)
	}
	if _, err := c.Get(t.Context(), "prompts/a.md", client.GetOptions{Label: "none"}); !errors.Is(err, client.ErrNotFound) || !strings.Contains(fmt.Sprint(err), "has no label none") {
		t.Errorf("a label that is not there: %v", err)
	}
	wrong, err := client.New(back.base, client.Options{Token: "wrong"})
	if err != nil {
		t.Fatal(err)
	}
	defer wrong.Close()
	if _, err = wrong.Get(t.Context(), "prompts/a.md", client.GetOptions{}); !errors.Is(err, client.ErrRefused) {
		t.Errorf("a wrong token: %v", err)
	}
}
