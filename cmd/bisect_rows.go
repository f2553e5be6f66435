package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/bisect"
	"github.com/promptgit/promptgit/internal/ui"
)

// mostFlips is how many broken cases are shown with their outputs.
const mostFlips = 8

// mostOpen is how many versions that may be the one are shown.
const mostOpen = 20

// rows are what a pipe gets: the name of a fact, and its values.
func (e *bisectEnd) rows() *ui.Table {
	t := &ui.Table{}
	row := func(cells ...string) {
		list := make([]ui.Cell, len(cells))
		for i, c := range cells {
			list[i] = ui.Cell{Text: c}
		}
		t.Add(list...)
	}
	row("verdict", string(e.r.Verdict), e.headline())
	if text := e.confidence(); text != "" {
		row("posterior", text)
	}
	if e.r.Verdict == bisect.Found {
		it := e.versions[e.r.Culprit]
		row("author", fmt.Sprintf("%s <%s>", it.commit.Author, it.commit.Email))
		row("date", it.commit.Time.Format(dateForm))
		row("subject", it.commit.Subject)
		if e.merge != "" {
			row("merged", string(e.merge), shortRev(string(e.merge))+" brought it")
		}
		if it.inner != nil {
			row("inside", fmt.Sprintf("%d of %d", it.inner.position, it.inner.of), it.path, string(it.blob), it.key, string(it.inner.hint))
		}
		for _, c := range e.changesAt(e.r.Culprit) {
			row("change", c.ID+" "+c.Change, wordLine(c.Before, c.After))
		}
		for _, f := range e.flips[:min(len(e.flips), mostFlips)] {
			row("broken", f.name, "before: "+outputText(f.before.output()), "after: "+outputText(f.after.output()))
			for _, step := range stepsOf(f.before, f.after) {
				row("step", f.name, step.as, "before: "+outputText(step.before), "after: "+outputText(step.after))
			}
		}
		for _, f := range e.flips[min(len(e.flips), mostFlips):] {
			row("broken", f.name, "", "")
		}
		e.insideRows(row)
		for _, l := range e.undo.lines() {
			row("undo", "to "+l[1]+":", l[0])
		}
	} else {
		for _, c := range e.r.Credible {
			row("candidate", e.rev(c.Version), fmt.Sprintf("%.2f", c.P), e.versions[c.Version].commit.Subject)
		}
		for _, text := range e.settles() {
			row("settle", text)
		}
	}
	for _, o := range e.r.Others {
		row("other", e.rev(o.Version), strings.Join(e.caseNames(o.Cases), ", "), fmt.Sprintf("%.2f", o.P), e.versions[o.Version].commit.Subject)
	}
	row("spent", e.spent())
	return t
}

func (e *bisectEnd) insideRows(row func(...string)) {
	if e.in == nil {
		return
	}
	for _, v := range e.in.parts {
		did := ""
		if v.guilty {
			did = e.in.did()
		}
		row("variable", v.id, effectText(v.Stratified), fmt.Sprintf("%.4f", v.Corrected), did)
	}
	if e.in.said != "" {
		row("variable", "", e.in.said)
	}
}

// did words that a variable did it.
func (in *inside) did() string {
	if in.only {
		return "did it, with the others only"
	}
	return "did it"
}
