package suitefile_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/value"
)

func newCase() suitefile.Case {
	return suitefile.Case{
		ID: "r1", Vars: value.NewObject("ticket", "I was charged: twice"),
		Asserts: []suitefile.Assert{{Type: "contains", Value: "billing"}},
		Comment: "it said:\nother",
	}
}

const entry = `# it said:
# other
- id: r1
  vars:
    ticket: "I was charged: twice"
  assert:
    - type: contains
      value: billing
`

// indented is the entry of newCase with its dash at a column.
func indented(columns int) string {
	margin := strings.Repeat(" ", columns)
	return margin + strings.TrimSuffix(strings.ReplaceAll(entry, "\n", "\n"+margin), margin)
}

func TestACaseGoesBehindTheLastAndTheRestStays(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, src, want string }{
		{"a bare list", "s.yaml", "- vars: {a: 1}\n", "- vars: {a: 1}\n" + indented(0)},
		{"no final line end", "s.yaml", "- vars: {a: 1}", "- vars: {a: 1}\n" + strings.TrimSuffix(indented(0), "\n")},
		{
			"keys behind, comments in and below", "s.yaml",
			"tests:\n  - vars:\n      a: 1 # one\n    # of it\n  # off\n\nmetrics: {m: {weight: 2}}\n",
			"tests:\n  - vars:\n      a: 1 # one\n    # of it\n  # off\n" + indented(2) + "\nmetrics: {m: {weight: 2}}\n",
		},
		{
			"a list as far left as its key", "s.yaml", "tests:\n- vars: {a: 1}\ndescription: x\n",
			"tests:\n- vars: {a: 1}\n" + indented(0) + "description: x\n",
		},
		{"line ends of Windows", "s.yaml", "tests:\r\n  - vars: {a: 1}\r\n", "tests:\r\n  - vars: {a: 1}\r\n" + strings.ReplaceAll(indented(2), "\n", "\r\n")},
		{"a byte order mark", "s.yaml", "\ufefftests:\n  - vars: {a: 1}\n", "\ufefftests:\n  - vars: {a: 1}\n" + indented(2)},
		{
			"blank lines that belong to a text", "s.yaml", "tests:\n  - vars:\n      a: |+\n        x\n\n\nenv: {B: c}\n",
			"tests:\n  - vars:\n      a: |+\n        x\n\n\n" + indented(2) + "env: {B: c}\n",
		},
		{
			"an anchor elsewhere", "s.yaml", "x: &c\n  - vars: {a: 1}\ntests: *c\n",
			"x: &c\n  - vars: {a: 1}\n" + indented(2) + "tests: *c\n",
		},
		{"an empty list", "s.yaml", "tests: [] # none yet\nenv: {A: b}\n", "tests: # none yet\n" + indented(2) + "env: {A: b}\n"},
		{"a key without a value", "s.yaml", "tests:\nenv: {A: b}\n", "tests:\n" + indented(2) + "env: {A: b}\n"},
		{"null", "s.yaml", "tests: null\n", "tests:\n" + indented(2)},
		{"no such key", "s.yaml", "env: {A: b}\n", "env: {A: b}\ntests:\n" + indented(2)},
		{"an ended document", "s.yaml", "env: {A: b}\n...\n", "env: {A: b}\ntests:\n" + indented(2) + "...\n"},
		{"an empty file", "s.yaml", "", indented(0)},
		{"comments only", "s.yaml", "# cases\n", "# cases\n" + indented(0)},
		{
			"JSON", "s.json", "[\n  {\"vars\": {\"a\": \"]\"}}\n]\n",
			"[\n  {\"vars\": {\"a\": \"]\"}},\n  " + `{"id": "r1", "vars": {"ticket": "I was charged: twice"}, "assert": [{"type": "contains", "value": "billing"}]}` + "\n]\n",
		},
		{
			"brackets", "s.yaml", "tests: [{vars: {a: [1, 2]}}] # [x]\n",
			`tests: [{vars: {a: [1, 2]}}, {"id": "r1", "vars": {"ticket": "I was charged: twice"}, "assert": [{"type": "contains", "value": "billing"}]}] # [x]` + "\n",
		},
		{
			"JSON lines without a final line end", "s.jsonl", `{"vars":{"a":"1"}}`,
			`{"vars":{"a":"1"}}` + "\n" + `{"id": "r1", "vars": {"ticket": "I was charged: twice"}, "assert": [{"type": "contains", "value": "billing"}]}`,
		},
		{
			"a table", "s.csv", "__id,ticket,__expected\r\na,\"x, y\",equals:z\r\n",
			"__id,ticket,__expected\r\na,\"x, y\",equals:z\r\nr1,I was charged: twice,contains:billing\r\n",
		},
		{
			"an empty table", "s.csv", "",
			"__id,__description,ticket,__expected1\nr1,,I was charged: twice,contains:billing\n",
		},
		{
			"GitHub Models", "a.prompt.yml", "messages: []\ntestData:\n  - ticket: x\nevaluators: []\n",
			"messages: []\ntestData:\n  - ticket: x\n  # it said:\n  # other\n  - ticket: \"I was charged: twice\"\nevaluators: []\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := suitefile.Add(tt.file, []byte(tt.src), []suitefile.Case{newCase()})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got.Src)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatHasNoPlaceIsRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file, src, want string }{
		{"a text in the place of the list", "s.yaml", "tests: file://a.csv\n", "tests is not a list of cases"},
		{"a text as the file", "s.yaml", "hello\n", "neither a list of cases nor a mapping"},
		{"broken YAML", "s.yaml", "tests: [\n", "not valid YAML"},
		{"a var without a column", "s.csv", "other,__expected\nx,y\n", `no column "ticket"`},
		{"an assertion without a column", "s.csv", "ticket\nx\n", "no __expected column"},
		{"a name that tells no format", "s.txt", "", `".txt" files`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := suitefile.Add(tt.file, []byte(tt.src), []suitefile.Case{newCase()})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestATableTellsWhatItLoses(t *testing.T) {
	t.Parallel()
	c := newCase()
	c.Tags, c.Metadata = []string{"edge"}, value.NewObject("from", "abc", "kept", "yes")
	got, err := suitefile.Add("s.csv", []byte("ticket,__expected,__metadata:kept\n"), []suitefile.Case{c})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"id", "tags", "metadata from"}, got.Lost); diff != "" {
		t.Error(diff)
	}
	if !strings.HasSuffix(string(got.Src), "\nI was charged: twice,contains:billing,yes\n") {
		t.Errorf("got %q", got.Src)
	}
}

func TestAReferenceToAFileOfTestsIsFound(t *testing.T) {
	t.Parallel()
	if ref, ok := suitefile.Reference("s.yaml", []byte("tests: file://cases.csv\n")); !ok || ref != "file://cases.csv" {
		t.Errorf("got %q, %v", ref, ok)
	}
	for _, src := range []string{"tests: []\n", "- vars: {}\n", "tests:\n", "tests: [\n"} {
		if ref, ok := suitefile.Reference("s.yaml", []byte(src)); ok {
			t.Errorf("%q names %q", src, ref)
		}
	}
}
