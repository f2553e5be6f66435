package cmd_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const forgeToken = "ghs_9c1f7a52e4d0b3869c1f7a52e4d0b3869c1f"

// remark is a comment that a forge on loopback keeps.
type remark struct {
	id          int
	body, login string
	bot         bool
}

// fakeForge is a server on loopback that speaks the part of GitHub's or GitLab's API that
// comments take, with the statuses it is told to answer first.
type fakeForge struct {
	*httptest.Server
	gitlab  bool
	me      string // "" for a token that may not ask
	mu      sync.Mutex
	remarks []remark
	codes   []int
	seen    []string
}

func newForge(t *testing.T, gitlab bool, me string, codes ...int) *fakeForge {
	t.Helper()
	f := &fakeForge{gitlab: gitlab, me: me, codes: codes}
	f.Server = httptest.NewServer(http.HandlerFunc(f.answer))
	t.Cleanup(f.Close)
	return f
}

var forgePaths = regexp.MustCompile(`^/(repos/you/prompts/issues(/7/comments|/comments/(\d+))|projects/42/merge_requests/7/notes(/(\d+))?)$`)

func (f *fakeForge) answer(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, r.Method+" "+r.URL.Path)
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	if f.gitlab {
		token = r.Header.Get("PRIVATE-TOKEN")
	}
	fail := func(code int) {
		w.WriteHeader(code)
		fmt.Fprintf(w, `{"message": "no, said of %s"}`, token)
	}
	if token != forgeToken {
		fail(http.StatusUnauthorized)
		return
	}
	if len(f.codes) > 0 {
		code := f.codes[0]
		if f.codes = f.codes[1:]; code == 0 {
			panic(http.ErrAbortHandler)
		}
		fail(code)
		return
	}
	if r.URL.Path == "/user" {
		if f.me == "" {
			fail(http.StatusForbidden)
			return
		}
		fmt.Fprintf(w, `{"login": %q, "username": %q}`, f.me, f.me)
		return
	}
	at := forgePaths.FindStringSubmatch(r.URL.Path)
	if at == nil {
		fail(http.StatusNotFound)
		return
	}
	var sent struct{ Body string }
	raw, err := io.ReadAll(r.Body)
	if err != nil || r.Method != http.MethodGet && json.Unmarshal(raw, &sent) != nil {
		fail(http.StatusBadRequest)
		return
	}
	id, _ := strconv.Atoi(at[3] + at[5])
	i := slices.IndexFunc(f.remarks, func(x remark) bool { return x.id == id })
	edit := map[bool]string{false: http.MethodPatch, true: http.MethodPut}[f.gitlab]
	switch {
	case r.Method == http.MethodGet && id == 0:
		n, _ := strconv.Atoi(r.URL.Query().Get("page"))
		size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
		from := min((n-1)*size, len(f.remarks))
		list := []any{}
		for _, x := range f.remarks[from:min(from+size, len(f.remarks))] {
			list = append(list, map[string]any{
				"id": x.id, "body": x.body, "author": map[string]any{"username": x.login},
				"user": map[string]any{"login": x.login, "type": map[bool]string{false: "User", true: "Bot"}[x.bot]},
			})
		}
		_ = json.NewEncoder(w).Encode(list)
	case r.Method == http.MethodPost && id == 0:
		login := f.me
		if login == "" {
			login = "github-actions[bot]"
		}
		f.remarks = append(f.remarks, remark{1000 + len(f.remarks), sent.Body, login, f.me == ""})
		w.WriteHeader(http.StatusCreated)
	case r.Method == edit && i >= 0:
		f.remarks[i].body = sent.Body
	default:
		fail(http.StatusNotFound)
	}
}

// env is the environment of a job of the forge.
func (f *fakeForge) env(l *lab) []string {
	if f.gitlab {
		return []string{"CI_API_V4_URL=" + f.URL, "CI_PROJECT_ID=42", "CI_MERGE_REQUEST_IID=7", "GITLAB_TOKEN=" + forgeToken}
	}
	event := l.beside("event.json")
	if err := os.WriteFile(event, []byte(`{"pull_request": {"number": 7}}`), 0o666); err != nil {
		l.t.Fatal(err)
	}
	return []string{"GITHUB_API_URL=" + f.URL + "/", "GITHUB_REPOSITORY=you/prompts", "GITHUB_EVENT_PATH=" + event, "GITHUB_TOKEN=" + forgeToken}
}

// asked are the requests so far.
func (f *fakeForge) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.seen)
}

// next is the status of the next answer.
func (f *fakeForge) next(code int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.codes = []int{code}
}

// bodies are the comments as people see them.
func (f *fakeForge) bodies() (list []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, x := range f.remarks {
		list = append(list, x.body)
	}
	return list
}

func TestThereIsOneCommentOfAName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		gitlab bool
		me     string
		bot    bool // whose comment the token may write over
	}{
		{"a job of GitHub", false, "", true},
		{"a token of a user of GitHub", false, "ada", false},
		{"GitLab", true, "project_42_bot", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			f := newForge(t, c.gitlab, c.me)
			for i := range 130 { // its own is on the second page
				f.remarks = append(f.remarks, remark{i + 1, "looks good", "someone", false})
			}
			f.remarks[3] = remark{4, "<!-- promptgit gate -->\nI am no bot", "someone", false}
			l = l.at(".", f.env(l)...)
			l.write("one.md", "### one\n")
			l.write("two.md", "### two\n")
			l.ok("comment", "one.md")
			l.ok("comment", "two.md")
			l.ok("comment", "--name", "check", "one.md")
			all := f.bodies()
			got := all[130:]
			want := []string{"<!-- promptgit gate -->\n### two\n", "<!-- promptgit check -->\n### one\n"}
			if !slices.Equal(got, want) || all[3] != "<!-- promptgit gate -->\nI am no bot" {
				t.Errorf("got %q and %q", got, all[3])
			}
			before := len(f.asked())
			l.ok("comment", "two.md")
			if slices.ContainsFunc(f.asked()[before:], func(s string) bool { return !strings.HasPrefix(s, "GET ") }) {
				t.Errorf("nothing changed, and it was written: %q", f.asked()[before:])
			}
		})
	}
}

func TestACommentIsTriedAgainAfterWhatPasses(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	f := newForge(t, false, "", 502, 0, 429)
	l = l.at(".", f.env(l)...)
	l.write("one.md", "### one\n")
	l.ok("comment", "one.md")
	if got := f.bodies(); len(got) != 1 {
		t.Errorf("got %q", got)
	}
}

func TestARefusedCommentIsSaidWithoutTheToken(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	f := newForge(t, false, "ada")
	l = l.at(".", f.env(l)...)
	l.write("one.md", "### one\n")
	for _, code := range []int{401, 301, 422} {
		f.next(code)
		a := l.want(5, "comment", "one.md")
		if !strings.Contains(a.stderr, fmt.Sprintf("GitHub did not take the comment: HTTP %d", code)) || strings.Contains(a.stderr, forgeToken) || !strings.Contains(a.stderr, "may the token write") {
			t.Errorf("got %s", a.stderr)
		}
	}
	if len(f.bodies()) != 0 {
		t.Errorf("got %q", f.bodies())
	}
}

func TestACommentNeedsAPullRequestATokenAndAText(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	f := newForge(t, false, "")
	env := f.env(l)
	l.write("one.md", "### one\n")
	l.write("empty.md", " \n")
	l.write("bad.md", "\xff\xfe")
	without := func(name string) []string {
		return slices.DeleteFunc(slices.Clone(env), func(kv string) bool { return strings.HasPrefix(kv, name+"=") })
	}
	for _, c := range []struct {
		env  []string
		args []string
		want string
	}{
		{nil, []string{"one.md"}, "the environment names no pull request"},
		{without("GITHUB_EVENT_PATH"), []string{"one.md"}, "the environment names no pull request"},
		{append(without("GITHUB_EVENT_PATH"), "GITHUB_REF=refs/pull/x/merge"), []string{"one.md"}, "the environment names no pull request"},
		{without("GITHUB_TOKEN"), []string{"one.md"}, "there is no token in GITHUB_TOKEN"},
		{append(without("GITHUB_API_URL"), "GITHUB_API_URL=http://example.com"), []string{"one.md"}, "the address of GitHub is not to be used"},
		{append(without("GITHUB_REPOSITORY"), "GITHUB_REPOSITORY=../../admin"), []string{"one.md"}, "which is not OWNER/NAME"},
		{env, []string{"empty.md"}, "there is nothing in empty.md"},
		{env, []string{"bad.md"}, "bad.md is no text"},
		{env, []string{"none.md"}, "no such file"},
		{env, []string{"--name", "--> <b>", "one.md"}, "is no name of a comment"},
	} {
		a := l.at(".", c.env...).want(2, append([]string{"comment"}, c.args...)...)
		if !strings.Contains(a.stderr, c.want) {
			t.Errorf("%q: want %q, got %s", c.args, c.want, a.stderr)
		}
	}
	if got := f.asked(); len(got) != 0 {
		t.Errorf("nothing may be asked: %q", got)
	}
	if a := l.at(".", append(without("GITHUB_EVENT_PATH"), "GITHUB_REF=refs/pull/7/merge")...).want(0, "comment", "one.md"); len(f.bodies()) != 1 {
		t.Errorf("the ref names it, too: %+v", a)
	}
}

func TestALongCommentIsCutBetweenItsParts(t *testing.T) {
	t.Parallel()
	l := hostileGate(t, strings.Repeat("no ", 20_000))
	f := newForge(t, false, "")
	l = l.at(".", f.env(l)...)
	l.want(1, "gate", "--base", "base", "--report", "markdown=gate.md")
	whole := string(readFile(t, filepath.Join(l.dir, "gate.md")))
	l.write("gate.md", strings.Repeat(whole, 3))
	l.ok("comment", "gate.md")
	got := f.bodies()
	if len(got) != 1 || len(got[0]) > 65536 || len(got[0]) < 40_000 || !strings.Contains(got[0], "The rest is left out") {
		t.Fatalf("got %d comments of %d bytes", len(got), len(got[0]))
	}
	for _, tag := range []string{"details", "pre"} {
		if a, b := strings.Count(got[0], "<"+tag+">"), strings.Count(got[0], "</"+tag+">"); a != b || a == 0 {
			t.Errorf("<%s> opens %d times and closes %d times", tag, a, b)
		}
	}
}
