package cmd_test

import (
	"strings"
	"testing"
)

type modelsDoc struct {
	Schema, Rev string
	Prompts     []struct {
		Path, Suite, Against string
		LeftOut              int `json:"left_out"`
		Models               []struct {
			Name          string
			Passed, Total int
			Delta         *float64
			PValue        *float64 `json:"p_value"`
			Adjusted      *float64 `json:"p_adjusted"`
			Verdict       *string
			Fixed, Broken []string
			Hidden        int
			Cases         []struct{ Case string }
		}
	}
}

// threeModels is a version that three models have judged over 20 cases: the
// prompt's own passes all, one passes half and one none.
func threeModels(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for i := range 20 {
		word := "even"
		if i%2 == 1 {
			word = "odd"
		}
		suite.WriteString("  - {id: c" + string(rune('a'+i)) + ", vars: {w: " + word + "}, assert: [{type: contains, value: " + word + "}]}\n")
	}
	l.write("suites/p.yaml", suite.String())
	l.write("promptgit.yaml", "version: 1\nprovider: echo\n")
	l.write("prompts/p.md", "Say {{ w }}.\n")
	l.script("half.sh", `cat >/dev/null; echo even`)
	l.script("none.sh", `cat >/dev/null; echo no`)
	l.commit("first")
	l.run("trust", "--yes")
	l.ok("eval", "HEAD")
	return l
}

func TestModelsOfOneVersionAreCompared(t *testing.T) {
	t.Parallel()
	l := threeModels(t)
	if a := l.want(1, "diff", "--models"); !strings.Contains(a.stderr, "fewer than two models have judged") || !strings.Contains(a.stderr, "--matrix model=A,B") {
		t.Errorf("got %s", a.stderr)
	}
	env := l.at(".", "PROMPTGIT_TRUST=1")
	env.run("eval", "HEAD", "--matrix", "model=exec:./half.sh,exec:./none.sh")
	env.run("eval", "HEAD", "--matrix", "temperature=0.7")
	var doc modelsDoc
	l.json(0, &doc, "diff", "--models")
	if doc.Schema != "promptgit.models/v1" || len(doc.Prompts) != 1 || doc.Prompts[0].Against != "echo" || doc.Prompts[0].LeftOut != 1 || len(doc.Prompts[0].Models) != 3 {
		t.Fatalf("got %+v", doc)
	}
	own, half, none := doc.Prompts[0].Models[0], doc.Prompts[0].Models[1], doc.Prompts[0].Models[2]
	if own.Passed != 20 || own.Delta != nil || own.Verdict != nil {
		t.Errorf("the reference: %+v", own)
	}
	if half.Name != "exec:./half.sh" || *half.Delta != -0.5 || *half.Verdict != "worse" || len(half.Broken) != 10 || len(half.Cases) != 10 || half.Hidden != 10 {
		t.Errorf("got %+v", half)
	}
	if *half.Adjusted != *half.PValue || *none.Adjusted != 2**none.PValue {
		t.Errorf("Holm's method: %g became %g, %g became %g", *half.PValue, *half.Adjusted, *none.PValue, *none.Adjusted)
	}
	l.json(0, &doc, "diff", "--models", "HEAD", "--against", "exec:./half.sh", "--case", "ca")
	if p := doc.Prompts[0]; p.Against != "exec:./half.sh" || p.Models[0].Name != p.Against || *p.Models[1].Delta != 0.5 || len(p.Models[1].Cases) != 1 {
		t.Errorf("got %+v", p)
	}
	a := l.want(0, "diff", "--models")
	if rows := strings.Split(strings.TrimSpace(a.out), "\n"); len(rows) != 3 || !strings.HasPrefix(rows[1], "exec:./half.sh\t0.50\t") {
		t.Errorf("got\n%s", a.out)
	}
	for _, want := range []string{"model comparison: each against echo", "corrected for 2 comparisons by Holm's method", "1 variant with other parameters left out"} {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("want %q in\n%s", want, a.stderr)
		}
	}
	if a := l.terminal("diff", "--models", "--case", "cb"); !strings.Contains(a.out, "exec:./half.sh against echo") || !strings.Contains(a.out, "output of echo  ") || !strings.Contains(a.out, "│ output of exec:./half.sh") {
		t.Errorf("got\n%s", a.out)
	}
	if a := l.want(1, "diff", "--models", "--against", "gpt"); !strings.Contains(a.stderr, "gpt has not judged") || !strings.Contains(a.stderr, "exec:./none.sh") {
		t.Errorf("got %s", a.stderr)
	}
}
