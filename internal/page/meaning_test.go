package page_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/page"
)

func TestPagesTellTheirNumbers(t *testing.T) {
	t.Parallel()
	wants := map[page.Kind][]string{
		page.KindOverview: {"0.35", "[0.18, 0.49]", "7/20", "better", "+0.05", "p 0.031", "13 judged", "not judged yet", "deleted", "simulated", "148 of 400 samples, 11 failed, 2 errors, $0.042", "v1.3"},
		page.KindHistory:  {"15 iterations", "0.35", "worse", "-0.05", "[-0.17, +0.05]", "refund-without-order", "not comparable with what is older: the suite changed: 3 cases were added", "840 ms", "$0.012", "production"},
		page.KindDetail:   {"0.70", "14/20", "over 20 cases", "7.0 /10", "5,120", "section:system/Tone", "too long 4", "10 of 20", "0/3 samples", "429 Too Many Requests", "Output is 66 characters", "promptgit diff aa2cbc5 ab3bfb6", "promptgit bisect --bad ab3bfb6"},
		page.KindCompare:  {"-0.13", "[-0.25, -0.01]", "p 0.031", "worse", "broken", "fixed", "not there", "6 of 20", "20 cases can show"},
		page.KindMatrix:   {"15 versions, 4 models", "ollama:llama3.2, temperature 0", "[0.18, 0.49]"},
		page.KindSuite:    {"24 cases", "holdout", "refunds", "30 %", "✕", "20 cases can show a drop of 32 points", "has no assertion"},
		page.KindBisect:   {"Found:", "96 %", "1 of 32 candidates", "118", "culprit", "no-regression", "promptgit ablate"},
		page.KindSearch:   {"refund", "Not everything was looked at"},
		page.KindGrade:    {"7 of 20 outputs", "charged twice", "made up"},
	}
	seen := map[page.Kind]bool{}
	for _, v := range fixtures() {
		if seen[v.Kind()] {
			continue
		}
		seen[v.Kind()] = true
		raw := draw(t, v)
		wellFormed(t, v.Kind(), raw)
		text := words(tree(t, raw)) + raw
		for _, want := range wants[v.Kind()] {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is not told", v.Kind(), want)
			}
		}
	}
}

func TestHeadingsAndTablesAreInOrder(t *testing.T) {
	t.Parallel()
	for _, v := range fixtures() {
		doc := tree(t, draw(t, v))
		level := 0
		for _, e := range elements(doc, "") {
			if len(e.Data) == 2 && e.Data[0] == 'h' && e.Data[1] >= '1' && e.Data[1] <= '6' {
				if now := int(e.Data[1] - '0'); now > level+1 {
					t.Errorf("%s: a heading %s after one of level %d", v.Kind(), e.Data, level)
				} else {
					level = now
				}
				if words(e) == "" {
					t.Errorf("%s: an empty heading", v.Kind())
				}
			}
		}
		for _, th := range elements(doc, "th") {
			if attribute(th, "scope") == "" {
				t.Errorf("%s: the header %q has no scope", v.Kind(), words(th))
			}
		}
		for _, name := range []string{"main", "header", "footer", "dialog"} {
			if len(elements(doc, name)) != 1 {
				t.Errorf("%s: %d <%s>", v.Kind(), len(elements(doc, name)), name)
			}
		}
		for _, e := range elements(doc, "nav") {
			if attribute(e, "aria-label") == "" {
				t.Errorf("%s: a navigation without a name", v.Kind())
			}
		}
		for _, field := range append(elements(doc, "input"), elements(doc, "select")...) {
			label := field.Parent.Data == "label" || attribute(field, "type") == "hidden"
			for _, l := range elements(doc, "label") {
				label = label || attribute(field, "id") != "" && attribute(l, "for") == attribute(field, "id")
			}
			if !label {
				t.Errorf("%s: the field %q has no label", v.Kind(), attribute(field, "name"))
			}
		}
	}
}

func TestFiltersStayInTheAddress(t *testing.T) {
	t.Parallel()
	v := fixHistory(120)
	v.Query = page.Query{Prompt: triage, Metric: "accuracy", Where: "score < 0.9", Page: 2}
	doc := tree(t, draw(t, v))
	links := map[string]string{}
	for _, a := range elements(doc, "a") {
		links[words(a)] = attribute(a, "href")
	}
	for name, want := range map[string]string{
		"Next":     "/history?metric=accuracy&page=3&prompt=prompts%2Fsupport%2Ftriage.md&where=score+%3C+0.9",
		"Previous": "/history?metric=accuracy&prompt=prompts%2Fsupport%2Ftriage.md&where=score+%3C+0.9",
		"format":   "/history?metric=format&prompt=prompts%2Fsupport%2Ftriage.md&where=score+%3C+0.9",
		"Reset":    "/history?prompt=prompts%2Fsupport%2Ftriage.md",
		"Compare":  "/compare?prompt=prompts%2Fsupport%2Ftriage.md",
	} {
		if links[name] != want {
			t.Errorf("%s leads to %q, want %q", name, links[name], want)
		}
	}
	fields := map[string]string{}
	for _, form := range elements(doc, "form") {
		if attribute(form, "action") != "/history" {
			continue
		}
		for _, e := range elements(form, "input") {
			fields[attribute(e, "name")] = attribute(e, "value")
		}
	}
	for name, want := range map[string]string{"prompt": triage, "metric": "accuracy", "where": "score < 0.9"} {
		if fields[name] != want {
			t.Errorf("the form asks for %s=%q, want %q", name, fields[name], want)
		}
	}
}

// nowhere has no address, as a file of one page.
type nowhere struct{ page.Links }

func (nowhere) Overview() string              { return "" }
func (nowhere) History(string) string         { return "" }
func (nowhere) Detail(string, string) string  { return "" }
func (nowhere) Compare(_, _, _ string) string { return "" }
func (nowhere) Matrix(string) string          { return "" }
func (nowhere) Suite(string) string           { return "" }
func (nowhere) Bisect(string) string          { return "" }
func (nowhere) Search(string) string          { return "" }
func (nowhere) Grade(string, string) string   { return "" }

func TestWithoutAServerNothingIsAsked(t *testing.T) {
	t.Parallel()
	for _, v := range fixtures() {
		v.Outer().Live, v.Outer().Write = false, false
		var b bytes.Buffer
		if err := page.WriteMain(&b, v, nowhere{}); err != nil {
			t.Fatal(err)
		}
		doc := tree(t, b.String())
		for _, form := range elements(doc, "form") {
			t.Errorf("%s: a form to %q", v.Kind(), attribute(form, "action"))
		}
		for _, a := range elements(doc, "a") {
			t.Errorf("%s: a link to %q", v.Kind(), attribute(a, "href"))
		}
	}
}

func TestOnlyWhoMayWriteIsAskedForGrades(t *testing.T) {
	t.Parallel()
	fields := func(v *page.Grade) map[string]bool {
		found := map[string]bool{}
		for _, form := range elements(tree(t, draw(t, v)), "form") {
			if attribute(form, "method") == "post" {
				for _, e := range append(elements(form, "input"), elements(form, "button")...) {
					found[attribute(e, "name")] = true
				}
			}
		}
		return found
	}
	one, two := fields(fixGrade()), fields(fixGradePair())
	for _, name := range []string{"token", "prompt", "rev", "against", "by", "ticket", "note", "failure", "score"} {
		if !one[name] {
			t.Errorf("an output is graded without %s", name)
		}
	}
	if !two["choice"] || two["score"] || two["failure"] || one["choice"] {
		t.Errorf("one output asks for %v, two for %v", one, two)
	}
	reader := fixGrade()
	reader.Write, reader.Token = false, ""
	if got := fields(reader); len(got) != 0 {
		t.Errorf("a reader is asked for %v", got)
	}
}

func TestTheScriptIsSmallAndWritesNoHTML(t *testing.T) {
	t.Parallel()
	script := string(page.Script())
	if len(script) > 12_000 {
		t.Errorf("%d bytes", len(script))
	}
	for _, never := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "http:", "https:"} {
		if strings.Contains(script, never) {
			t.Errorf("it has %s", never)
		}
	}
	style := string(page.Style())
	for _, never := range []string{"@import", "url(", "http:", "https:"} {
		if strings.Contains(style, never) {
			t.Errorf("the style has %s", never)
		}
	}
}

func TestWhatDoesNotShowIsShown(t *testing.T) {
	t.Parallel()
	v := fixSearch()
	v.Cases[0].Words = []page.Word{{Kind: page.Both, Text: "a\x1bb\u202ec\u200bd\U000e0041e\x7ff\rg\r\nh\xffi 👩\u200d🚀"}}
	text := draw(t, v)
	for _, want := range []string{"a␛b[U+202E]c[U+200B]d[U+E0041]e␡f␍g\r\nh\ufffdi 👩\u200d🚀"} {
		if !strings.Contains(text, want) {
			i := strings.Index(text, "a␛")
			t.Errorf("got %q, want %q", text[max(i, 0):min(len(text), max(i, 0)+90)], want)
		}
	}
}
