package grade_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

func TestMarkupThatCannotBeJudgedIsAnError(t *testing.T) {
	t.Parallel()
	run(t, []check{
		{name: "another dialect", typ: "is-sql", value: object("databaseType", "Postgresql"), output: "SELECT 1", err: `databaseType "Postgresql" is not supported`},
		{name: "another dialect", typ: "contains-sql", value: object("databaseType", "MariaDB"), output: "SELECT 1", err: `databaseType "MariaDB" is not supported`},
		{name: "a text for a value", typ: "is-sql", value: "MySQL", output: "SELECT 1", err: "must be an object"},
		{name: "tables that are no list", typ: "is-sql", value: object("allowedTables", "users"), output: "SELECT 1", err: "must be a list"},
		{name: "a table that is no text", typ: "is-sql", value: object("allowedTables", list(int64(1))), output: "SELECT 1", err: "must hold texts"},
		{name: "a million parentheses", typ: "is-sql", output: "SELECT " + strings.Repeat("(", 1<<20), err: "nested too deep"},
		{name: "an object without the list", typ: "is-xml", value: object("elements", list("a")), output: "<a/>", err: "requiredElements"},
		{name: "an empty entry", typ: "contains-xml", value: list("a", nil), output: "<a/>", err: "entry 2"},
		{name: "six hundred elements in each other", typ: "is-html", output: strings.Repeat("<div>", 600), err: "cannot be read"},
		{name: "the same in a body", typ: "is-html", output: "<body>" + strings.Repeat("<div>", 600), pass: true},
	})
}

func TestTheReasonSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		typ    string
		value  any
		output string
		want   string
	}{
		{"is-xml", nil, "<a>\n<b>", "line 2: <b> is not closed"},
		{"is-xml", "a.c", "<a/>", `missing "a.c"`},
		{"contains-xml", list("a.c"), "see <a/>", `missing "a.c"`},
		{"is-html", nil, "text <b>b</b>", "text outside of tags"},
		{"is-html", nil, "<?xml version='1.0'?>", "it is XML"},
		{"is-sql", nil, "SELECT id name FROM t", "a comma seems to be missing"},
		{"is-sql", nil, "SELECT a FROM t WHERE", "ends too early"},
		{"is-sql", object("allowedTables", list("select::null::t")), "SELECT a FROM u", `the table "select::null::u", which is not allowed`},
		{"contains-sql", object("allowedColumns", list("select::t::a")), "```sql\nSELECT b FROM t\n```", `the column "select::null::b"`},
	} {
		v := judge(t, eval.Assertion{Type: c.typ, Value: c.value}, c.output)
		if v.Pass || !strings.Contains(v.Reason, c.want) {
			t.Errorf("%s on %q: pass %v, want %q: %s", c.typ, c.output, v.Pass, c.want, v.Reason)
		}
	}
}

func FuzzHTML(f *testing.F) {
	for _, src := range []string{
		"<!DOCTYPE html><html a=b><head><title>t</title></head><body>x", "<foo>x<b>y", "<table>x<tr>", "<template><body></template>",
		"<svg><p>", "<b><p></b>x", "&amp; a='b'", "<script><body>", "<frameset>", "<x-y/>", "<!--", "\x00<p>",
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, typ := range []string{"is-html", "contains-html"} {
			plain, err := tryJudge(eval.Assertion{Type: typ}, src)
			not, errNot := tryJudge(eval.Assertion{Type: typ, Not: true}, src)
			if (err == nil) != (errNot == nil) || err == nil && plain.Pass == not.Pass {
				t.Fatalf("%s: %+v, %v; not: %+v, %v", typ, plain, err, not, errNot)
			}
		}
	})
}
