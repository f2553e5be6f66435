package cmd_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// hostile is what a model may answer to whoever reads of it.
const hostileAnswer = "</pre></details><script>alert(1)</script> ]]> @octocat #12 ![x](https://example.com/x.png)\n" +
	"::error file=x::gotcha\n::stop-commands::x\n##[add-mask]x\n| a | b |\n\x1b[31mred\x1b[0m \u202egnp.exe \x01\x07\x00 <!-- & \r\nend"

// hostileGate is a repository whose head answers what it should not.
func hostileGate(t *testing.T, answer string) *lab {
	t.Helper()
	l := newLab(t)
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for i := range 8 {
		fmt.Fprintf(&suite, "- {id: 'c%d ]]> <b>|::x @octocat', vars: {x: %d}, assert: [{type: equals, value: fine}]}\n", i, i)
	}
	l.write("suites/a.yaml", suite.String())
	file := l.beside("answer")
	if err := os.WriteFile(file, []byte(answer), 0o666); err != nil {
		t.Fatal(err)
	}
	m := l.newModel(`case "$in" in fine*) printf fine;; *) cat '` + file + `';; esac`)
	l.write("promptgit.yaml", "provider: '"+m.spec+"'\n")
	l.set("prompts/a.md", "fine {{x}}", "one")
	l.git("tag", "base")
	l.set("prompts/a.md", "other {{x}}", "two")
	return l.at(".", "PROMPTGIT_TRUST=1")
}

func TestTheSummaryOfAGateHoldsNoMarkupOfAnAnswer(t *testing.T) {
	t.Parallel()
	l := hostileGate(t, hostileAnswer)
	text := l.want(1, "gate", "--base", "base").out
	if strings.Count(text, "<pre>") != strings.Count(text, "</pre>") || strings.Count(text, "<details>") != strings.Count(text, "</details>") || strings.Count(text, "<details>") != 8 {
		t.Errorf("tags do not match:\n%s", text)
	}
	for _, bad := range []string{"<script", "<b>", "@octocat", "![", "##[", "\x1b", "\u202e", "\x01", "\x00", "\r", "<!--"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q is in\n%s", bad, text)
		}
	}
	if at := regexp.MustCompile(`(?m)^\s*::`).FindString(text); at != "" {
		t.Errorf("a line is a command to a runner:\n%s", text)
	}
	rows := regexp.MustCompile(`(?m)^\|.*$`).FindAllString(text, -1)
	for _, row := range rows {
		if n := strings.Count(strings.ReplaceAll(row, `\|`, ""), "|"); n != 13 {
			t.Errorf("%d bars in %s", n, row)
		}
	}
	if len(rows) != 3 || !utf8.ValidString(text) {
		t.Errorf("%d rows in\n%s", len(rows), text)
	}
}

func TestTheReportsOfAGate(t *testing.T) {
	t.Parallel()
	l := hostileGate(t, hostileAnswer)
	a := l.want(1, "gate", "--base", "base", "--report", "junit=gate.xml", "--report", "github", "--report", "sarif=gate.sarif", "--report", "markdown=gate.md")
	var junit struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Suites   []struct {
			Name  string `xml:"name,attr"`
			Time  string `xml:"time,attr"`
			Cases []struct {
				Name    string `xml:"name,attr"`
				Class   string `xml:"classname,attr"`
				File    string `xml:"file,attr"`
				Line    int    `xml:"line,attr"`
				Failure *struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal([]byte(l.read("gate.xml")), &junit); err != nil {
		t.Fatal(err)
	}
	if junit.Tests != 9 || junit.Failures != 9 || junit.Errors != 0 || len(junit.Suites) != 1 || len(junit.Suites[0].Cases) != 9 {
		t.Fatalf("got %+v", junit)
	}
	first, last := junit.Suites[0].Cases[0], junit.Suites[0].Cases[8]
	if first.Name != "c0 ]]> <b>|::x @octocat" || first.Class != "prompts/a.md" || first.File != "suites/a.yaml" || first.Line != 2 ||
		!strings.HasPrefix(first.Failure.Message, "passed at the base: equals: ") || !strings.Contains(first.Failure.Text, "before:\nfine\nafter:\n</pre>") {
		t.Errorf("got %+v %+v", first, first.Failure)
	}
	if last.Name != "gate" || !strings.HasPrefix(last.Failure.Message, "worse: -1.00 over 8 cases, p = 0.008") {
		t.Errorf("got %+v", last)
	}
	lines := linesOf(a.out)
	if len(lines) != 9 || !strings.HasPrefix(lines[0], "::error file=prompts/a.md,line=1,title=gate-no prompts/a.md::worse: -1.00") ||
		!strings.HasPrefix(lines[1], "::error file=suites/a.yaml,line=2,title=gate-broken prompts/a.md · c0 ]]> <b>|%3A%3Ax @octocat::passed at the base and fails now: equals: ") {
		t.Errorf("%d annotations:\n%s", len(lines), a.out)
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "::error file=") {
			t.Errorf("an answer begins a line: %s", line)
		}
	}
	var sarif struct {
		Runs []struct{ Results []struct{ RuleID string } }
	}
	if err := json.Unmarshal([]byte(l.read("gate.sarif")), &sarif); err != nil || len(sarif.Runs[0].Results) != 9 {
		t.Errorf("%v, %+v", err, sarif)
	}
	if !strings.HasPrefix(l.read("gate.md"), "### promptgit gate: no: prompts/a.md: worse") {
		t.Errorf("got %s", l.read("gate.md"))
	}
	a = l.want(2, "gate", "--base", "base", "--report", "pdf")
	if !strings.Contains(a.stderr, `unknown format "pdf"`) {
		t.Errorf("got %s", a.stderr)
	}
	l.want(2, "gate", "--base", "base", "--report", "junit", "--json")
}

func TestErrorsAreNoFailuresInJUnit(t *testing.T) {
	t.Parallel()
	l, server := modelServer(t, 0, 0)
	server.fail.Store("right 7")
	out := l.want(5, "gate", "--base", "base", "--report", "junit").out
	for _, want := range []string{`<testsuites tests="21" failures="0" errors="2">`, `<error message="`, "HTTP 400", `name="gate"`} {
		if !strings.Contains(out, want) {
			t.Errorf("want %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "<failure") {
		t.Errorf("got %s", out)
	}
}

func TestTheSummaryOfAStepIsAddedToWhatIsThere(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 6)
	summary := l.beside("summary.md")
	step := l.at(".", "GITHUB_STEP_SUMMARY="+summary)
	step.want(1, "gate", "--base", "base")
	first := readFile(t, summary)
	if !bytes.HasPrefix(first, []byte("### promptgit gate: no: prompts/a.md: worse: -0.30 over 20 cases, p = 0.031")) {
		t.Errorf("got %s", first)
	}
	step.want(1, "gate", "--base", "base", "--json")
	if second := readFile(t, summary); !bytes.HasPrefix(second, first) || bytes.Count(second, []byte("### promptgit gate")) != 2 {
		t.Errorf("got %s", second)
	}
	if err := os.WriteFile(summary, bytes.Repeat([]byte("x"), 1<<20-1500), 0o666); err != nil {
		t.Fatal(err)
	}
	step.want(1, "gate", "--base", "base")
	if full := readFile(t, summary); len(full) > 1<<20 || !bytes.Contains(full, []byte("### promptgit gate")) || !bytes.Contains(full, []byte("left out")) {
		t.Errorf("%d bytes, ends with %q", len(full), full[len(full)-300:])
	}
	if err := os.WriteFile(summary, bytes.Repeat([]byte("x"), 1<<20), 0o666); err != nil {
		t.Fatal(err)
	}
	a := step.want(1, "gate", "--base", "base")
	if len(readFile(t, summary)) != 1<<20 || !strings.Contains(a.stderr, "the summary was not added to GITHUB_STEP_SUMMARY: it is full") {
		t.Errorf("got %s", a.stderr)
	}
	a = l.at(".", "GITHUB_STEP_SUMMARY="+l.beside("none/summary")).want(1, "gate", "--base", "base")
	if !strings.Contains(a.stderr, "the summary was not added") {
		t.Errorf("got %s", a.stderr)
	}
	own := l.beside("own.md")
	l.at(".", "GITHUB_STEP_SUMMARY="+own).want(1, "gate", "--base", "base", "--report", "markdown="+own)
	if got := readFile(t, own); bytes.Count(got, []byte("### promptgit gate")) != 1 {
		t.Errorf("got %s", got)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestALongAnswerDoesNotMakeALongSummary(t *testing.T) {
	t.Parallel()
	l := hostileGate(t, strings.Repeat("<&@ é", 100_000))
	out := l.want(1, "gate", "--base", "base").out
	if len(out) > 1<<19 || !strings.Contains(out, "bytes more") || !utf8.ValidString(out) {
		t.Errorf("%d bytes", len(out))
	}
	xmlText := l.want(1, "gate", "--base", "base", "--report", "junit").out
	if len(xmlText) > 1<<19 || xml.Unmarshal([]byte(xmlText), new(struct{})) != nil {
		t.Errorf("%d bytes", len(xmlText))
	}
	if doc := l.gate(1, "--base", "base"); len(*doc.Verdicts[0].Broken[0].OutputB) != 600_000 {
		t.Errorf("--json has the whole output, got %d bytes", len(*doc.Verdicts[0].Broken[0].OutputB))
	}
}
