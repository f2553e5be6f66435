package cmd_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// standing is a repository with a prompt of 20 cases of which so many fail.
func standing(t *testing.T, breaks int) *lab {
	t.Helper()
	l := gated(t, 0, breaks).at(".", "PROMPTGIT_TRUST=1")
	l.run("eval", "--all")
	return l
}

// badged is the label of a badge and the color of its figure.
func badged(t *testing.T, svg string) (label, color string) {
	t.Helper()
	var d struct {
		Label string `xml:"aria-label,attr"`
		Rects []struct {
			Fill string `xml:"fill,attr"`
		} `xml:"g>rect"`
	}
	if err := xml.Unmarshal([]byte(svg), &d); err != nil || len(d.Rects) != 2 {
		t.Fatalf("%v in %s", err, svg)
	}
	return d.Label, d.Rects[1].Fill
}

func TestABadgeTellsTheScoreWithItsIntervalAndWhetherItIsGood(t *testing.T) {
	t.Parallel()
	colors := map[string]string{}
	for _, c := range []struct {
		name   string
		breaks int
		config string
		want   string
	}{
		{"good", 0, "", "a: 1.00 [0.84, 1.00]"},
		{"bad", 2, "", "a: 0.90 [0.70, 0.97]"},
		{"good", 2, "gate: {min_score: 0.8}\n", "a: 0.90 [0.70, 0.97]"},
		{"bad", 2, "gate: {min_score: 0.95}\n", "a: 0.90 [0.70, 0.97]"},
		{"bad", 8, "gate: {min_score: 0.1}\n", "a: 0.60 [0.39, 0.78]"}, // it is worse
	} {
		l := standing(t, c.breaks)
		l.write("promptgit.yaml", string(readFile(t, filepath.Join(l.dir, "promptgit.yaml")))+c.config)
		label, color := badged(t, l.ok("report", "--format", "badge"))
		if label != c.want {
			t.Errorf("%d break, %q: got %q", c.breaks, c.config, label)
		}
		if known := colors[c.name]; known != "" && known != color {
			t.Errorf("%d break, %q: %s is no color of %s", c.breaks, c.config, color, c.name)
		}
		colors[c.name] = color
	}
	if colors["good"] == colors["bad"] {
		t.Errorf("got %v", colors)
	}
}

func TestABadgeOfWhatIsNotJudgedSaysSo(t *testing.T) {
	t.Parallel()
	l := standing(t, 0)
	l.set("prompts/a.md", breaking(0)+"More.\n", "more")
	if label, _ := badged(t, l.ok("report", "--format", "badge")); label != "a: 1.00 [0.84, 1.00], 1 newer iteration not judged" {
		t.Errorf("got %q", label)
	}
	l.set("prompts/b.md", "Two.\n", "second")
	if label, _ := badged(t, l.ok("report", "--format", "badge")); label != "prompts: 0 of 2 good" {
		t.Errorf("got %q", label)
	}
	if label, _ := badged(t, l.ok("report", "--format", "badge", "--prompt", "prompts/b.md")); label != "b: not judged" {
		t.Errorf("got %q", label)
	}
	file := l.beside("badge.svg")
	l.ok("report", "--format", "badge", "-o", file)
	if label, _ := badged(t, string(readFile(t, file))); label != "prompts: 0 of 2 good" {
		t.Errorf("got %q", label)
	}
}

func TestTheJSONOfAReportIsThatOfTheLog(t *testing.T) {
	t.Parallel()
	l := standing(t, 6)
	var doc struct {
		Schema  string
		Prompts []struct {
			Prompt, Answer    string
			Iterations, Newer int
			Latest            map[string]any
			Entries           []map[string]any
		}
	}
	if err := json.Unmarshal([]byte(l.ok("report", "--format", "json")), &doc); err != nil {
		t.Fatal(err)
	}
	var log struct{ Entries []map[string]any }
	if err := json.Unmarshal([]byte(l.ok("log", "--json")), &log); err != nil {
		t.Fatal(err)
	}
	p := doc.Prompts[0]
	if doc.Schema != "promptgit.report/v1" || len(doc.Prompts) != 1 || p.Answer != "no" || p.Newer != 0 || p.Iterations != len(log.Entries) ||
		!reflect.DeepEqual(p.Entries, log.Entries) || !reflect.DeepEqual(p.Latest, log.Entries[0]) {
		t.Errorf("got %+v", doc)
	}
}

func TestTheSummaryOfAJobHasARowForEachPromptAndNoMarkup(t *testing.T) {
	t.Parallel()
	l := standing(t, 6)
	l.commit("tidy | <b>up</b> @octocat ![x](https://example.com/x.png)")
	l.set("prompts/a.md", breaking(6)+"More.\n", "again | <b>up</b> @octocat ![x](https://example.com/x.png) `x` \x1b[31m")
	l.run("eval", "HEAD")
	text := l.ok("report", "--format", "markdown")
	if !strings.HasPrefix(text, "### promptgit: 1 prompt\n\n| prompt |") || !strings.Contains(text, "0.70 \\[0.48, 0.85\\]") || !strings.Contains(text, "14/20") {
		t.Errorf("got %s", text)
	}
	for _, bad := range []string{"<b>", "@octocat", "![x]", "\x1b"} {
		if strings.Contains(text, bad) {
			t.Errorf("%q is in\n%s", bad, text)
		}
	}
	heads := regexp.MustCompile(`(?m)^\|.*$`).FindAllString(text, -1)
	for i, row := range heads {
		want := 10
		if n := strings.Count(strings.ReplaceAll(row, `\|`, ""), "|"); n != want {
			t.Errorf("row %d: %d bars in %s", i, n, row)
		}
	}
	if a, b := strings.Count(text, "<details>"), strings.Count(text, "</details>"); a != 1 || b != 1 {
		t.Errorf("<details> opens %d times and closes %d times", a, b)
	}
}

func TestTheJUnitOfAReportHasEachCaseOfTheNewestRecord(t *testing.T) {
	t.Parallel()
	l := standing(t, 6)
	for _, c := range []struct {
		args []string
		text bool
	}{{nil, true}, {[]string{"--outputs", "none"}, false}} {
		var doc struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Errors   int `xml:"errors,attr"`
			Suites   []struct {
				Name  string `xml:"name,attr"`
				Cases []struct {
					Name    string `xml:"name,attr"`
					Failure *struct {
						Message string `xml:"message,attr"`
						Text    string `xml:",chardata"`
					} `xml:"failure"`
				} `xml:"testcase"`
			} `xml:"testsuite"`
		}
		if err := xml.Unmarshal([]byte(l.ok(append([]string{"report", "--format", "junit"}, c.args...)...)), &doc); err != nil {
			t.Fatal(err)
		}
		if doc.Tests != 20 || doc.Failures != 6 || doc.Errors != 0 || len(doc.Suites) != 1 || len(doc.Suites[0].Cases) != 20 || !strings.HasPrefix(doc.Suites[0].Name, "prompts/a.md at ") {
			t.Fatalf("got %+v", doc)
		}
		for _, one := range doc.Suites[0].Cases {
			if f := one.Failure; f != nil && (f.Text != "") != c.text {
				t.Errorf("%v: got %+v", c.args, f)
			}
		}
	}
}

func TestAReportOfNothingIsRefused(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, format := range []string{"html", "markdown", "badge", "junit", "json"} {
		if a := l.want(2, "report", "--format", format); !strings.Contains(a.stderr, "there is no commit here") || a.out != "" {
			t.Errorf("%s: got %+v", format, a)
		}
	}
	if files, err := os.ReadDir(l.dir); err != nil || len(files) != 1 {
		t.Errorf("got %v, %v", files, err)
	}
	if a := l.want(2, "report", "--format", "bagde"); !strings.Contains(a.stderr, `unknown format "bagde"`) || !strings.Contains(a.stderr, fmt.Sprintf("did you mean %q", "badge")) {
		t.Errorf("got %s", a.stderr)
	}
}
