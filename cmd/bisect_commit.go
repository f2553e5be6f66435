package cmd

import (
	"fmt"
	"io"

	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// printCommit shows the version that is the answer: who made it and when, what it
// changed word by word.
func (s *bisection) printCommit(out io.Writer, v int) {
	it := s.versions[v]
	fmt.Fprintf(out, "  author     %s <%s>\n", ui.Line(it.commit.Author), ui.Line(it.commit.Email))
	fmt.Fprintf(out, "  date       %s\n", it.commit.Time.Format(dateForm))
	fmt.Fprintf(out, "  subject    %s\n", ui.Line(it.commit.Subject))
	if s.merge != "" {
		fmt.Fprintf(out, "  merged     %s brought it\n", shortRev(string(s.merge)))
	}
	if it.inner != nil {
		fmt.Fprintf(out, "  inside     %s\n", it.innerText())
	}
	for _, c := range s.changesAt(v) {
		fmt.Fprintf(out, "\n%s %s\n", ui.Paint(ui.Warn, ui.Line(c.ID)), c.Change)
		wordDiff(out, c)
	}
	fmt.Fprintln(out)
}

// dateForm is how the day of a commit is shown.
const dateForm = "2006-01-02 15:04 -0700"

// printUndo shows how the answer is taken back.
func (s *bisection) printUndo(out io.Writer, u undoing) {
	for _, l := range u.lines() {
		fmt.Fprintf(out, "to %s:  %s\n", l[1], ui.Paint(ui.Strong, l[0]))
	}
	if s.w.repo.Top == "" {
		fmt.Fprintln(out, "(in a clone that has a working tree)")
	}
}

// changesAt are the variables that version v changed.
func (s *bisection) changesAt(v int) []prompt.Change { return s.versions[v].changes }

// beforeIt is the version that v was made of, as far as it can be read.
func (s *bisection) beforeIt(v int) *iteration {
	if it := s.versions[v].prev; it != nil && it.broken == nil {
		return it
	}
	return s.versions[v-1]
}
