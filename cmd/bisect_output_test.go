package cmd_test

import "testing"

// What was answered before is shown by later searches, too, which ask nobody.
func TestASecondSearchShowsTheSameOutputs(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(8, 5)...)
	m := l.newModel(honest)
	first := l.inside(0, "--good", revs[0], "--provider", m.spec)
	if len(first.Outputs) == 0 || first.Outputs[0].Before != "right" || first.Outputs[0].After != "wrong" {
		t.Fatalf("got %+v", first.Outputs)
	}
	m.calls()
	again := l.inside(0, "--good", revs[0], "--provider", m.spec)
	if m.calls() != 0 || len(again.Outputs) != len(first.Outputs) || again.Outputs[0] != first.Outputs[0] {
		t.Errorf("want %+v, got %+v", first.Outputs, again.Outputs)
	}
}

// A model that errs now and then is shown by the answers that tell what broke.
func TestTheOutputsThatAreShownAreThoseThatBroke(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(6, 3)...)
	m := l.newModel(`case "$in" in *"version 2"*) [ -e "$0.once" ] || { touch "$0.once"; printf wrong; exit; } ;; esac
` + honest)
	for range 2 {
		doc := l.inside(0, "--good", revs[0], "--provider", m.spec, "--assume-regression")
		if *doc.Culprit != revs[3] || len(doc.Outputs) != 1 || doc.Outputs[0].Before != "right" || doc.Outputs[0].After != "wrong" {
			t.Errorf("got %s, %+v", *doc.Culprit, doc.Outputs)
		}
	}
}
