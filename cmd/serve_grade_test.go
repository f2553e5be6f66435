//go:build unix

package cmd_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// gradeSheet is the page of one output to grade.
type gradeSheet struct {
	s      *serving
	path   string
	body   string
	fields url.Values // hidden ones
	output string
}

func (s *serving) sheet(path string) *gradeSheet {
	s.t.Helper()
	return s.readSheet(path, s.page(path))
}

func (s *serving) readSheet(path, body string) *gradeSheet {
	g := &gradeSheet{s: s, path: path, body: body, fields: url.Values{}}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`).FindAllStringSubmatch(body, -1) {
		g.fields.Set(m[1], html.UnescapeString(m[2]))
	}
	if m := regexp.MustCompile(`<pre[^>]* class="output"[^>]*>([^<]*)</pre>`).FindStringSubmatch(body); m != nil {
		g.output = html.UnescapeString(m[1])
	}
	return g
}

// says fills in the form, and gives the sheet that comes next.
func (g *gradeSheet) says(pairs ...string) *gradeSheet {
	g.s.t.Helper()
	form := url.Values{}
	for k, v := range g.fields {
		form[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	code, body := g.s.post("/grade", form)
	if code != http.StatusOK {
		g.s.t.Fatalf("%v gives %d: %s", form, code, body)
	}
	return g.s.readSheet(g.path, body)
}

// done is how many of how many outputs are graded.
func (g *gradeSheet) done(n, of string) bool {
	return strings.Contains(g.body, `<progress max="`+of+`" value="`+n+`"`)
}

// link is the address of a link of the page.
func (g *gradeSheet) link(text string) string {
	g.s.t.Helper()
	m := regexp.MustCompile(`<a [^>]*href="([^"]*)"[^>]*>[^<]*` + text + `[^<]*</a>`).FindStringSubmatch(g.body)
	if m == nil {
		g.s.t.Fatalf("there is no %q in %s", text, g.body)
	}
	return html.UnescapeString(m[1])
}

func TestPeopleGradeOnThePageBlindAndInRandomOrder(t *testing.T) {
	t.Parallel()
	l := graded(t)
	s := l.serve("--write")
	path := "/grade?prompt=prompts%2Fp.md&rev=" + l.git("rev-parse", "HEAD") + "&by=Ada"
	first := s.sheet(path)
	for _, tell := range []string{"secret-", "echo", "FAIL", ">contains", "lost<"} {
		if strings.Contains(first.body, tell) {
			t.Errorf("the grader sees %q: %s", tell, first.body)
		}
	}
	if !first.done("0", "3") || !strings.Contains(first.body, "<bdi>Ada</bdi>") || first.output != s.sheet(path).output {
		t.Errorf("a reload keeps the place: %s", first.body)
	}
	second := first.says("score", "10")
	if !second.done("1", "3") || second.output == first.output {
		t.Fatalf("got %s", second.body)
	}
	if len(l.gradings()) != 0 || len(l.journals()) != 1 {
		t.Errorf("a grade is kept, and stored later: %v", l.gradings())
	}
	skipped := s.sheet(second.link("Skip →"))
	if skipped.output == "" || skipped.output == second.output || skipped.output == first.output {
		t.Errorf("got %q after %q and %q", skipped.output, first.output, second.output)
	}
	again := s.sheet(second.link("Back"))
	if again.output != first.output || !strings.Contains(again.body, "You said: <bdi>10</bdi>") {
		t.Errorf("got %s", again.body)
	}
	if next := again.says("score", "3", "failure", "made up", "note", "no\nsuch thing"); next.output != second.output || !next.done("1", "3") {
		t.Errorf("got %s", next.body)
	}
	third := second.says("score", "0")
	done := third.says("score", "5", "failure", "tone")
	if !strings.Contains(done.body, "Everything is graded") || !done.done("3", "3") {
		t.Errorf("got %s", done.body)
	}
	list := l.gradings()
	if len(list) != 1 || list[0]["by"] != "Ada" || len(list[0]["grades"].([]any)) != 3 || len(l.journals()) != 0 {
		t.Fatalf("a sheet that is finished is stored as one line: %v", list)
	}
	scores := map[float64]map[string]any{}
	for _, g := range list[0]["grades"].([]any) {
		grade := g.(map[string]any)
		scores[grade["s"].(float64)] = grade
	}
	if scores[0.3]["f"] != "made up" || scores[0.3]["note"] != "no\nsuch thing" || scores[0.5]["f"] != nil || scores[0] == nil {
		t.Errorf("got %v", scores)
	}
	if row := l.human(); row.Human == nil || row.Human.Cases != 3 {
		t.Errorf("got %+v", row)
	}
	s.interrupted()
}

func TestWhatIsGradedIsStoredAtTheEnd(t *testing.T) {
	t.Parallel()
	l := graded(t)
	l.git("config", "user.name", "Grace Hopper")
	s := l.serve("--write")
	sheet := s.sheet("/grade?prompt=prompts%2Fp.md")
	if !strings.Contains(sheet.body, "<bdi>Grace Hopper</bdi>") {
		t.Errorf("got %s", sheet.body)
	}
	sheet.says("score", "7")
	s.interrupted()
	if list := l.gradings(); len(list) != 1 || list[0]["by"] != "Grace Hopper" || len(list[0]["grades"].([]any)) != 1 {
		t.Errorf("got %v", list)
	}
	s = l.serve("--write")
	if next := s.sheet("/grade?prompt=prompts%2Fp.md"); !next.done("1", "3") || next.output == sheet.output {
		t.Errorf("another process goes on: %s", next.body)
	}
}

func TestOfSeveralSuitesOneIsGraded(t *testing.T) {
	t.Parallel()
	l := graded(t)
	l.write("suites/q.yaml", "tests: [{vars: {q: other}, assert: [{type: contains, value: Say}]}]\n")
	l.ok("eval", "HEAD", "--suite", "suites/q.yaml")
	s := l.serve("--write")
	for suite, outputs := range map[string]string{"suites/p.yaml": "3", "suites/q.yaml": "1"} {
		sheet := s.sheet("/grade?prompt=prompts%2Fp.md&by=Ada&suite=" + url.QueryEscape(suite))
		if !sheet.done("0", outputs) || sheet.fields.Get("suite") != suite {
			t.Errorf("%s: got %s", suite, sheet.body)
		}
		if next := sheet.says("score", "10"); !next.done("1", outputs) {
			t.Errorf("%s: got %s", suite, next.body)
		}
	}
	if body := s.page("/grade?prompt=prompts%2Fp.md&by=Bob"); !strings.Contains(body, "<progress") {
		t.Errorf("got %s", body)
	}
}

func TestAKilledServerLosesNoGrade(t *testing.T) {
	t.Parallel()
	l := graded(t)
	s := l.serve("--write")
	first := s.sheet("/grade?prompt=prompts%2Fp.md")
	if !strings.Contains(first.body, `name="by" required`) {
		t.Errorf("who has no name in Git is asked: %s", first.body)
	}
	first.says("by", "Ada", "score", "10")
	_ = s.cmd.Process.Kill()
	s.wait()
	if a := l.typed("p\np\n", "--name", "Ada"); a.code != 0 || !strings.Contains(a.stderr, "2 outputs of prompts/p.md") || !strings.Contains(a.stderr, "1 grade of an earlier session") {
		t.Errorf("a terminal takes over: %+v", a)
	}
	if list := l.gradings(); len(list) != 1 || len(list[0]["grades"].([]any)) != 3 {
		t.Errorf("got %v", list)
	}
}

func TestPairsAreGradedInRandomPlaces(t *testing.T) {
	t.Parallel()
	l := graded(t)
	old := l.git("rev-parse", "HEAD")
	l.set("prompts/p.md", "Speak {{ q }}\n", "second")
	l.want(1, "eval", "HEAD")
	s := l.serve("--write")
	path := "/grade?prompt=prompts%2Fp.md&by=Ada&rev=" + l.git("rev-parse", "HEAD") + "&against=" + old
	sheet := s.sheet(path)
	if n := strings.Count(sheet.body, `class="output"`); n != 2 || strings.Contains(sheet.body, `name="failure"`) {
		t.Fatalf("%d outputs: %s", n, sheet.body)
	}
	for range 3 { // Ada always likes "Speak" better
		choice := "1"
		if strings.HasPrefix(sheet.output, "Say") {
			choice = "2"
		}
		sheet = sheet.says("choice", choice)
	}
	if !strings.Contains(sheet.body, "Everything is graded") {
		t.Fatalf("got %s", sheet.body)
	}
	list := l.gradings()
	if len(list) != 1 || list[0]["against"] == nil {
		t.Fatalf("got %v", list)
	}
	for _, g := range list[0]["grades"].([]any) {
		if g.(map[string]any)["s"] != 1.0 {
			t.Errorf("the new version is better, wherever it stood: %v", g)
		}
	}
	s.interrupted()
}

func TestAGradeThatCannotBeStoredIsRefused(t *testing.T) {
	t.Parallel()
	l := graded(t)
	s := l.serve("--write")
	good := s.sheet("/grade?prompt=prompts%2Fp.md").fields
	for name, x := range map[string]struct {
		change []string
		code   int
		want   string
	}{
		"another ticket":    {[]string{"ticket", "0123456789abcdef01234567", "by", "Ada", "score", "1"}, 400, "this sheet has no such item"},
		"the key of a case": {[]string{"ticket", l.sheetKey(), "by", "Ada", "score", "1"}, 400, "this sheet has no such item"},
		"no name":           {[]string{"by", "", "score", "1"}, 400, "the name is empty"},
		"a bad name":        {[]string{"by", " Ada", "score", "1"}, 400, "blanks around it"},
		"a bad failure":     {[]string{"by", "Ada", "score", "1", "failure", "a;b"}, 400, "semicolon"},
		"a long note":       {[]string{"by", "Ada", "score", "1", "note", strings.Repeat("x", 2001)}, 400, "longer than 2000"},
		"no such revision":  {[]string{"by", "Ada", "score", "1", "rev", "nowhere"}, 400, "rev:"},
		"no such suite":     {[]string{"by", "Ada", "score", "1", "suite", "../../etc/passwd"}, 404, "There is no record"},
	} {
		form := url.Values{}
		for k, v := range good {
			form[k] = v
		}
		for i := 0; i < len(x.change); i += 2 {
			form.Set(x.change[i], x.change[i+1])
		}
		if code, body := s.post("/grade", form); code != x.code || !strings.Contains(html.UnescapeString(body), x.want) {
			t.Errorf("%s: want %d and %q, got %d %s", name, x.code, x.want, code, body)
		}
	}
	if len(l.journals()) != 0 || len(l.gradings()) != 0 {
		t.Errorf("got %v", l.journals())
	}
	readOnly := l.serve()
	if code, _ := readOnly.post("/grade", good); code != http.StatusMethodNotAllowed {
		t.Errorf("got %d", code)
	}
	if body := readOnly.page("/grade?prompt=prompts%2Fp.md"); strings.Contains(body, `method="post"`) || !strings.Contains(body, "promptgit serve --write") {
		t.Errorf("got %s", body)
	}
}

// sheetKey is a key of the sheet that the command line prints.
func (l *lab) sheetKey() string {
	l.t.Helper()
	var doc sheetDoc
	l.json(0, &doc, "grade")
	return doc.Items[0].Key
}
