package suitefile_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/value"
)

// TestASuiteReadsWhatWasPutIntoIt holds every format against the parser of
// suites, and with it against promptfoo's.
func TestASuiteReadsWhatWasPutIntoIt(t *testing.T) {
	t.Parallel()
	files := []struct{ name, src string }{
		{"s.yaml", "tests:\n  - vars: {ticket: old}\n    assert: [{type: equals, value: x}]\n"},
		{"s.yaml", "- vars: {ticket: old}\r\n  assert: [{type: equals, value: x}]\r\n"},
		{"s.yaml", "tests: [{vars: {ticket: old}, assert: [{type: equals, value: x}]}]"},
		{"s.json", "{\"tests\": [\n  {\"vars\": {\"ticket\": \"old\"}, \"assert\": [{\"type\": \"equals\", \"value\": \"x\"}]}\n]}\n"},
		{"s.jsonl", "{\"vars\":{\"ticket\":\"old\"},\"assert\":[{\"type\":\"equals\",\"value\":\"x\"}]}"},
		{"s.csv", "__id,ticket,__expected\nold,old,equals:x\n"},
		{"s.csv", "ticket,__expected,__id\r\nold,equals:x,old"},
	}
	opts := eval.SuiteOptions{Types: []string{"equals", "contains"}}
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(files).Draw(t, "file")
		text := hostileText().Draw(t, "text")
		c := suitefile.Case{ID: "new", Vars: value.NewObject("ticket", text), Asserts: []suitefile.Assert{{Type: "contains", Value: "a, \"b\""}}}
		got, err := suitefile.Add(f.name, []byte(f.src), []suitefile.Case{c})
		if err != nil {
			t.Fatal(err)
		}
		s, err := eval.ParseSuite(f.name, got.Src, opts)
		if err != nil {
			t.Fatalf("%v\n%s", err, got.Src)
		}
		if len(s.Cases) != 2 || s.Cases[1].ID != "new" {
			t.Fatalf("%d cases\n%s", len(s.Cases), got.Src)
		}
		if v, _ := s.Cases[1].Vars.Get("ticket"); v != text {
			t.Fatalf("%q became %q\n%q", text, v, got.Src)
		}
		if a := s.Cases[1].Asserts; len(a) != 1 || a[0].Type != "contains" || a[0].Value != "a, \"b\"" {
			t.Fatalf("got %v", a)
		}
		if v, _ := s.Cases[0].Vars.Get("ticket"); v != "old" || !bytes.HasPrefix(got.Src, []byte(f.src[:10])) {
			t.Fatalf("the old case changed: %q", got.Src)
		}
	})
}
