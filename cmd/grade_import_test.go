package cmd_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestGradesComeFromJSONLines(t *testing.T) {
	t.Parallel()
	l := graded(t)
	l.git("config", "user.name", "Grace Hopper")
	var doc sheetDoc
	l.json(0, &doc, "grade")
	var b strings.Builder
	for i, item := range doc.Items {
		fmt.Fprintf(&b, "%s\n\n", []string{
			fmt.Sprintf("\xef\xbb\xbf{\"key\":%q,\"score\":7.5,\"failure\":null,\"note\":\" ok \"}", item.Key),
			fmt.Sprintf(`{"key":%q,"pass":true,"score":null}`, item.Key),
			fmt.Sprintf(`{"key":%q,"pass":false,"failure":"made up"}`, item.Key),
		}[i])
	}
	l.write("grades.jsonl", b.String())
	if a := l.want(0, "grade", "--import", "grades.jsonl"); !strings.HasPrefix(a.out, "3 grades stored as Grace Hopper\nhuman score 0.58 ") {
		t.Errorf("got %+v", a)
	}
	row := l.human()
	if row.Human.Cases != 3 || row.Failures["made up"] != 1 || row.Human.Graders[0] != "Grace Hopper" {
		t.Errorf("got %+v", row)
	}
	if grade := l.gradings()[0]["grades"].([]any)[0].(map[string]any); grade["s"] != 0.75 || grade["note"] != "ok" {
		t.Errorf("got %v", grade)
	}
	a := l.atTerminal(t.Context(), strings.NewReader(b.String()), "grade", "--import", "-", "--name", "Ada")
	if a.code != 0 || len(l.gradings()) != 2 {
		t.Errorf("got %+v", a)
	}
}

func TestWrongGradesAreToldAllAtOnceAndNoneIsTaken(t *testing.T) {
	t.Parallel()
	l := graded(t)
	var doc sheetDoc
	l.json(0, &doc, "grade")
	key := doc.Items[0].Key
	lines := []string{
		`{"key":"` + key + `","score":7}`,
		`{"key":"` + key + `","score":7}`,
		`{"key":"ffffffffffff","score":7}`,
		`{"key":"` + doc.Items[1].Key + `","score":11}`,
		`{"key":"` + doc.Items[2].Key + `","pass":"yes"}`,
		`{"key":"` + key + `"}`,
		`{"key":"` + key + `","score":1,"pass":true,"notes":"x"}`,
		`{"key":"` + key + `","score":1,"failure":"a;b"}`,
		`[1]`,
		`{"key":`,
		`{"key":5,"score":-1,"note":"` + strings.Repeat("x", 2001) + `"}`,
	}
	l.write("grades.jsonl", strings.Join(lines, "\n"))
	a := l.want(3, "grade", "--import", "grades.jsonl", "--name", "Ada")
	for _, want := range []string{
		`grades.jsonl:2: the key "` + key + `" is given twice`, "it is also on line 1", `grades.jsonl:3: no output has the key "ffffffffffff"`,
		"grades.jsonl:4: score must be a number from 0 to 10", "grades.jsonl:5: pass must be true or false", "grades.jsonl:6: a grade is a score or pass, and not both",
		`grades.jsonl:7: unknown key "notes"`, `did you mean "note"?`, "grades.jsonl:8: failure holds a semicolon", "grades.jsonl:9: not a JSON object",
		"grades.jsonl:10: not a JSON object", "grades.jsonl:11: key must be a text", "grades.jsonl:11: score must be", "grades.jsonl:11: note is longer than 2000 characters",
	} {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("want %q in\n%s", want, a.stderr)
		}
	}
	if strings.Contains(a.stderr, "grades.jsonl:1:") || len(l.gradings()) != 0 {
		t.Errorf("got %s, %v", a.stderr, l.gradings())
	}
	l.write("long.jsonl", `{"key":"`+strings.Repeat("x", 1<<21)+`"}`)
	if a := l.want(3, "grade", "--import", "long.jsonl", "--name", "Ada"); !strings.Contains(a.stderr, "long.jsonl:1: the line is longer than 1 MiB") {
		t.Errorf("got %s", a.stderr)
	}
}
