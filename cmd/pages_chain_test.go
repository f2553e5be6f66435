package cmd_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/page"
)

func TestPagesAndReportsTellTheOutputsOfAllSteps(t *testing.T) {
	t.Parallel()
	l, m := chained(t)
	l.write("suites/pipe.yaml", pipeline+"- {id: sour, vars: {ticket: sour milk}, assert: [{type: contains, value: never}]}\n")
	l.commit("a case that fails")
	l.run("eval", "HEAD~1", "--provider", m.spec)
	const first, last = "sorry: Facts of: sour milk", "sorry: Answer to <" + "sorry: Facts of: sour milk> and sour milk"
	const answer = "prompts/answer.md"
	p := l.pages()
	rev := history(t, p, page.Query{Prompt: answer}).Iterations[0].Rev
	d := detail(t, p, page.Query{Prompt: answer, Rev: rev, Show: "failed"})
	if len(d.Cases) != 1 || len(d.Cases[0].Answers) != 1 {
		t.Fatalf("got %+v", d.Cases)
	}
	a := d.Cases[0].Answers[0]
	if want := (page.StepOutput{Name: "facts", Output: first}); len(a.Steps) != 1 || a.Steps[0] != want || a.Output != last {
		t.Errorf("got %+v", a)
	}
	body := readReport(t, l.serve().page("/iteration?"+url.Values{"prompt": {answer}, "rev": {rev}}.Encode())).text
	if !strings.Contains(body, "Output of step facts"+first+"Output"+last) {
		t.Errorf("got %s", body)
	}
	r := readReport(t, l.report())
	r.whole()
	if n := strings.Count(r.text, "output of step facts\n"+first+"\n"); n != 2 { // once for each prompt of the chain
		t.Errorf("%d times in %s", n, r.text)
	}
	l.set(answer, "Answer once more to <{{facts}}> and {{ticket}}\n", "two")
	l.run("eval", "HEAD", "--provider", m.spec)
	r = readReport(t, l.report("--outputs", "all"))
	r.whole()
	if same, n := strings.Count(r.text, "output of step facts is that of "), strings.Count(r.text, "output of step facts\n"+first+"\n"); same != 3 || n != 2 {
		t.Errorf("the older version refers to the newer one: %d times, and %d times whole, in %s", same, n, r.text)
	}
	if none := readReport(t, l.report("--outputs", "none")).text; strings.Contains(none, first) {
		t.Errorf("it holds %q", first)
	}
}
