//go:build unix

package cmd_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// serving is promptgit serve as a process, and a browser that was let in.
type serving struct {
	*process
	url, base string // with the token, and without
	client    *http.Client
}

// serve starts it at a free port and opens the address.
func (l *lab) serve(args ...string) *serving {
	l.t.Helper()
	return l.serveBy(l.command(append([]string{"serve", "--listen", "0"}, args...)...))
}

// serveBy opens the address that a process prints.
func (l *lab) serveBy(p *process) *serving {
	l.t.Helper()
	p.cmd.Stdout = nil
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		l.t.Fatal(err)
	}
	if err = p.cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // as a rule the test ended it
		_ = p.cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		l.t.Fatalf("no address: %v", err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		l.t.Fatal(err)
	}
	s := &serving{process: p, url: strings.TrimSpace(line), client: &http.Client{Jar: jar}}
	s.base, _, _ = strings.Cut(s.url, "/?token=")
	if code, _ := s.get(strings.TrimPrefix(s.url, s.base)); code != http.StatusOK {
		l.t.Fatalf("%s gives %d", s.url, code)
	}
	return s
}

func (s *serving) get(path string) (code int, body string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.base+path, http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.do(req)
}

// page asks for a page, and gives what it says.
func (s *serving) page(path string) string {
	s.t.Helper()
	code, body := s.get(path)
	if code != http.StatusOK {
		s.t.Fatalf("%s gives %d: %s", path, code, body)
	}
	return body
}

// post sends a form as the page does, and follows where it leads.
func (s *serving) post(path string, form url.Values) (code int, body string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, s.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", s.base)
	return s.do(req)
}

func (s *serving) do(req *http.Request) (code int, body string) {
	s.t.Helper()
	res, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // it was read
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}

// follow gives the events as they come, each as its name and its data.
func (s *serving) follow() <-chan string {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.base+"/events", http.NoBody)
	if err != nil {
		s.t.Fatal(err)
	}
	res, err := s.client.Do(req) //nolint:bodyclose // it is closed at its end
	if err != nil {
		s.t.Fatal(err)
	}
	events := make(chan string, 1000)
	go func() {
		defer close(events)
		defer res.Body.Close() //nolint:errcheck // it was read
		name := ""
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			if text, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				name = text
			}
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				events <- name + " " + text
			}
		}
	}()
	return events
}

// until waits for an event, and gives those before it too.
func until(t *testing.T, events <-chan string, what string, is func(string) bool) []string {
	t.Helper()
	var seen []string
	timeout := time.After(time.Minute)
	for {
		select {
		case e, ok := <-events:
			if !ok {
				t.Fatalf("the events end before %s: %v", what, seen)
			}
			if seen = append(seen, e); is(e) {
				return seen
			}
		case <-timeout:
			t.Fatalf("%s does not come: %v", what, seen)
		}
	}
}

// interrupted ends it by Ctrl-C.
func (s *serving) interrupted() {
	s.t.Helper()
	begun := time.Now()
	s.signal(syscall.SIGINT)
	if code, by := s.wait(); code != 0 {
		s.t.Errorf("want exit 0, got %d (%v): %s", code, by, s.stderr.String())
	}
	if took := time.Since(begun); took > 10*time.Second {
		s.t.Errorf("it took %s to end", took)
	}
}

func TestABrowserSeesTheRepository(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 3, step(3, 1)...)
	m := l.newModel(honest)
	l.run("eval", "--all", "--provider", m.spec)
	s := l.serve()
	if !regexp.MustCompile(`^http://127\.0\.0\.1:\d+/\?token=[0-9a-f]{64}$`).MatchString(s.url) {
		t.Errorf("got %q", s.url)
	}
	for path, want := range map[string]string{
		"/": "prompts/p.md", "/history?prompt=prompts%2Fp.md": "step 2", "/iteration?prompt=prompts%2Fp.md&rev=" + revs[1]: "step 1",
		"/compare?prompt=prompts%2Fp.md&a=" + revs[0] + "&b=" + revs[1]: "prompts/p.md", "/matrix?prompt=prompts%2Fp.md": "prompts/p.md",
		"/suite?prompt=prompts%2Fp.md": "suites/p.yaml", "/bisect?prompt=prompts%2Fp.md": "prompts/p.md", "/search?q=wrong": "wrong",
	} {
		if body := s.page(path); !strings.Contains(body, want) {
			t.Errorf("%s: want %q in %s", path, want, body)
		}
	}
	if code, body := s.get("/history?prompt=..%2F..%2Fetc%2Fpasswd"); code != http.StatusNotFound || strings.Contains(body, "root:") {
		t.Errorf("got %d %s", code, body)
	}
	if code, _ := s.get("/iteration?prompt=prompts%2Fp.md&rev=--upload-pack%3Dx"); code != http.StatusBadRequest {
		t.Errorf("a revision that is an option: got %d", code)
	}
	s.interrupted()
	if text := s.stderr.String(); strings.Contains(text, "token=") || !strings.Contains(text, "Ctrl-C ends it") {
		t.Errorf("got %s", text)
	}
}

func TestServeWorksWhereverThereIsARepository(t *testing.T) {
	t.Parallel()
	l, _ := versions(t, 1, step(2, 1)...)
	m := l.newModel(honest)
	l.run("eval", "--all", "--provider", m.spec)
	bare := l.at(l.beside("bare.git"))
	l.git("clone", "-q", "--mirror", l.dir, bare.dir)
	linked := l.at(l.beside("linked"))
	l.git("worktree", "add", "-q", linked.dir)
	empty := newLab(t)
	unjudged := newLab(t)
	unjudged.set("prompts/q.md", "Q\n", "first")
	for name, x := range map[string]struct {
		lab  *lab
		want string
	}{
		"bare": {bare, "prompts/p.md"}, "linked": {linked, "prompts/p.md"}, "a folder": {l.at("prompts"), "prompts/p.md"}, "empty": {empty, "<main"}, "unjudged": {unjudged, "prompts/q.md"},
	} {
		s := x.lab.serve()
		if body := s.page("/"); !strings.Contains(body, x.want) {
			t.Errorf("%s: got %s", name, body)
		}
		s.interrupted()
	}
	one := l.serve("--prompt", "prompts/p*")
	if two := l.serve("--prompt", "prompts/p*"); two.url == one.url {
		t.Error("two servers have one address")
	}
}

func TestAnOpenPageFollowsAnEvaluationElsewhere(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 5, step(2, 1)...)
	fifo, waits, gate := heldBack(t, "3")
	m := l.newModel(gate + honest)
	s := l.serve()
	events := s.follow()
	until(t, events, "what runs at first", func(e string) bool { return e == "running []" })
	p := l.start("eval", revs[1], "--provider", m.spec, "-j", "1")
	seen := until(t, events, "three samples", func(e string) bool { return strings.Contains(e, `"done":3,"total":5,"failed":3`) })
	if last := seen[len(seen)-1]; !strings.Contains(last, `"command":"eval","prompt":"prompts/p.md","rev":"`+revs[1]+`"`) {
		t.Errorf("got %s", last)
	}
	if body := s.page("/"); !strings.Contains(body, "eval") || !strings.Contains(body, "3") {
		t.Errorf("the page does not tell what runs: %s", body)
	}
	eventually(t, "the fourth sample waits", func() bool { return lines(t, waits) == 1 })
	open, err := os.OpenFile(fifo, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close() //nolint:errcheck // nothing is kept in it
	if _, err = io.WriteString(open, "\n\n\n"); err != nil {
		t.Fatal(err)
	}
	if code, _ := p.wait(); code != 1 {
		t.Errorf("exit %d: %s", code, p.stderr.String())
	}
	until(t, events, "the end of it", func(e string) bool { return e == "running []" })
	if !strings.Contains(strings.Join(seen, "\n"), "pages {}") {
		until(t, events, "new pages", func(e string) bool { return e == "pages {}" })
	}
	if body := s.page("/history?prompt=prompts%2Fp.md"); !strings.Contains(body, "0/5") {
		t.Errorf("the record is not on the page: %s", body)
	}
	l.set("prompts/p.md", "another", "a commit while the page is open")
	until(t, events, "a commit", func(e string) bool { return e == "pages {}" })
	l.write("suites/p.yaml", suiteOf(6))
	until(t, events, "a suite", func(e string) bool { return e == "pages {}" })
	l.write("suites/deep/new.yaml", suiteOf(6))
	until(t, events, "a new folder", func(e string) bool { return e == "pages {}" })
	s.interrupted()
	for e := range events {
		if !strings.HasPrefix(e, "pages") {
			t.Errorf("got %s", e)
		}
	}
}

func TestAnOpenPageFollowsASearchElsewhere(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(16, 12)...)
	_, waits, gate := heldBack(t, "3")
	m := l.newModel("sleep 0.3\n" + gate + honest)
	s := l.serve()
	events := s.follow()
	until(t, events, "what runs at first", func(e string) bool { return e == "running []" })
	p := l.start("bisect", "--good", revs[0], "--provider", m.spec)
	until(t, events, "what the search knows", func(e string) bool { return e == "searches {}" })
	eventually(t, "the fourth sample waits", func() bool { return lines(t, waits) == 1 })
	body := s.page("/bisect?prompt=prompts%2Fp.md")
	if !strings.Contains(body, "Under way") {
		t.Errorf("got %s", body)
	}
	for _, rev := range revs[1:] {
		if !strings.Contains(body, rev[:7]) {
			t.Errorf("the candidate %s is not on the page", rev)
		}
	}
	p.signal(syscall.SIGINT)
	p.wait()
	until(t, events, "the end of it", func(e string) bool { return e == "running []" })
	if body = s.page("/bisect?prompt=prompts%2Fp.md"); !strings.Contains(body, "Undecided") {
		t.Errorf("got %s", body)
	}
}

func TestAKilledEvaluationRunsNoMore(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 5, step(2, 1)...)
	_, _, gate := heldBack(t, "2")
	m := l.newModel(gate + honest)
	s := l.serve()
	events := s.follow()
	p := l.start("eval", revs[1], "--provider", m.spec, "-j", "1")
	until(t, events, "two samples", func(e string) bool { return strings.Contains(e, `"done":2`) })
	p.signal(syscall.SIGKILL)
	p.wait()
	until(t, events, "that it runs no more", func(e string) bool { return e == "running []" })
	if files, _ := filepath.Glob(filepath.Join(l.dir, ".git", "promptgit", "running", "*")); len(files) > 0 {
		t.Errorf("what it left is swept, got %v", files)
	}
}

func TestWhatServeCannotDoIsSaid(t *testing.T) {
	t.Parallel()
	l, _ := versions(t, 1, "good")
	s := l.serve()
	address := strings.TrimPrefix(s.base, "http://")
	for _, c := range []struct {
		code int
		args []string
		want string
	}{
		{2, []string{"--listen", address}, address + " is in use"},
		{2, []string{"--listen", "0.0.0.0:0"}, "lets other machines in"},
		{2, []string{"--listen", "[::]:0"}, "lets other machines in"},
		{2, []string{"--listen", "nonsense"}, "takes a port or host:port"},
		{2, []string{"--listen", "1:2:3"}, "takes a port or host:port"},
		{2, []string{"--listen", "127.0.0.1:99999"}, "is no port"},
		{2, []string{"--listen", "203.0.113.1:0", "--remote"}, "--listen 203.0.113.1:0"},
		{2, []string{"--prompt", "["}, "is not a glob"},
		{2, []string{"--prompt", "nothing/*"}, "matches \"nothing/*\""},
		{2, []string{"x"}, "usage"},
	} {
		if a := l.want(c.code, append([]string{"serve"}, c.args...)...); !strings.Contains(a.stderr, c.want) {
			t.Errorf("%v: want %q, got %s", c.args, c.want, a.stderr)
		}
	}
	l.write("promptgit.yaml", "nonsense: 1\n")
	l.want(3, "serve", "--listen", "0")
	if code, body := s.get("/"); code != http.StatusInternalServerError || !strings.Contains(body, "promptgit.yaml:1:1") {
		t.Errorf("a configuration that broke meanwhile: got %d %s", code, body)
	}
	if a := l.at(t.TempDir()).run("serve"); a.code != 4 {
		t.Errorf("outside of a repository: got %+v", a)
	}
}

// A browser is opened with an address that lets in once: others can read the
// command line.
func TestABrowserIsOpenedWithAnAddressThatLetsInOnce(t *testing.T) {
	t.Parallel()
	l, _ := versions(t, 1, "good")
	bin := t.TempDir()
	for _, name := range []string{"xdg-open", "open"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\nprintf %s \"$1\" > '"+bin+"/part' && mv '"+bin+"/part' '"+bin+"/url'\n"), 0o700); err != nil { //nolint:gosec // it is run
			t.Fatal(err)
		}
	}
	s := l.at(l.dir, "PATH="+bin+":"+os.Getenv("PATH")).serve("--open")
	var address []byte
	eventually(t, "the browser is opened", func() bool {
		var err error
		address, err = os.ReadFile(filepath.Join(bin, "url"))
		return err == nil
	})
	if string(address) == s.url || !strings.HasPrefix(string(address), s.base+"/?token=") {
		t.Fatalf("got %s", address)
	}
	for _, want := range []int{http.StatusOK, http.StatusForbidden} {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		other := *s
		other.client = &http.Client{Jar: jar}
		if code, _ := other.get(strings.TrimPrefix(string(address), s.base)); code != want {
			t.Errorf("want %d, got %d", want, code)
		}
	}
}

func TestServeAsJSON(t *testing.T) {
	t.Parallel()
	l, _ := versions(t, 1, "good")
	p := l.command("serve", "--listen", "localhost:0", "--json", "--write")
	p.cmd.Stdout = nil
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Schema, URL, Address, Repository string
		Write                            bool
	}
	if err = json.NewDecoder(out).Decode(&doc); err != nil {
		t.Error(err)
	}
	p.signal(syscall.SIGTERM)
	if code, by := p.wait(); code != 0 {
		t.Errorf("exit %d, %v: %s", code, by, p.stderr.String())
	}
	if doc.Schema != "promptgit.serve/v1" || !strings.HasPrefix(doc.URL, "http://"+doc.Address+"/?token=") || doc.Repository != "repo" || !doc.Write {
		t.Errorf("got %+v", doc)
	}
}
