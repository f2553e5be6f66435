package cmd

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/secret"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

func printWarnings(app *App, list diag.Errors) { ui.Diagnostics(app.Streams, list) }

// writeCheck prints the answer for people: of a range one row a commit, then
// what is wrong with each that is refused and what to do about it.
func writeCheck(s ui.Streams, answer *checked, opts checkOptions) error {
	if strings.Contains(opts.rev, "..") {
		if err := checkTable(answer, s.Width).Write(s); err != nil {
			return err
		}
	}
	var b strings.Builder
	for i := range answer.steps {
		j := &answer.steps[i]
		switch {
		case !j.OK:
			writeRefusal(&b, answer.policy, j, reader{head: answer.head})
		case !strings.Contains(opts.rev, ".."):
			fmt.Fprintf(&b, "%s %s\n", ui.Paint(ui.Good, "ok:"), summary(j))
			writeExcused(&b, j)
			writeChanges(&b, j)
		}
		if opts.explain {
			writeComponents(&b, j)
		}
	}
	if n := len(answer.steps); strings.Contains(opts.rev, "..") && s.OutTTY {
		fmt.Fprintf(&b, "%s with prompt changes, %d refused\n", plural(n, "commit"), refused(answer))
	}
	if text := answer.overrides().sentence(); text != "" && strings.Contains(opts.rev, "..") {
		fmt.Fprintln(s.Err, "promptgit: "+ui.Line(text))
	}
	_, err := io.WriteString(s.Out, b.String())
	return err
}

// checkTable has a row for each commit. What is long is cut so that a subject has
// room in a terminal of 80 columns.
func checkTable(answer *checked, width int) *ui.Table {
	exempt, variables := 24, 48
	if width > 0 && width < 110 {
		exempt, variables = 14, max(width-54, 12)
	}
	t := &ui.Table{Header: []string{"REV", "VERDICT", "COUNT", "VARIABLES", "SUBJECT"}, Right: []bool{2: true}}
	for i := range answer.steps {
		j := &answer.steps[i]
		verdict := ui.Cell{Text: "ok", Style: ui.Good}
		switch {
		case !j.OK:
			verdict = ui.Cell{Text: "refused", Style: ui.Bad}
		case j.Exempt != "":
			verdict = ui.Cell{Text: ui.Shorten(ui.Line(j.Exempt), exempt), Raw: j.Exempt, Style: ui.Dim}
		}
		var ids []string
		for _, p := range j.Prompts {
			for _, c := range p.Changes {
				ids = append(ids, c.ID)
			}
		}
		t.Add(ui.Cell{Text: shortRev(j.rev), Raw: j.rev, Style: ui.Warn}, verdict, ui.Cell{Text: strconv.Itoa(j.Count)},
			ui.Cell{Text: ui.Shorten(ui.Line(strings.Join(ids, ",")), variables), Raw: strings.Join(ids, ",")}, ui.Cell{Text: j.subject})
	}
	return t
}

func refused(answer *checked) int {
	n := 0
	for i := range answer.steps {
		if !answer.steps[i].OK {
			n++
		}
	}
	return n
}

func summary(j *judged) string {
	switch {
	case j.Exempt != "":
		return "nothing to count (" + ui.Line(j.Exempt) + ")"
	case j.Count == 0:
		return "no variable changed"
	}
	return plural(j.Count, "variable") + " changed"
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// writeRefusal says what changed in a refused step, where, and what to type.
func writeRefusal(w io.Writer, policy config.Policy, j *judged, to reader) {
	word := ui.Paint(ui.Bad, "refused:")
	if policy.Mode == config.Warn {
		word = ui.Paint(ui.Warn, "warning:")
	}
	where := ""
	if j.id != "" {
		where = shortRev(j.rev) + " " + ui.Line(j.subject) + ": "
	}
	counted := false
	for _, problem := range j.Problems {
		if problem.Code == hooks.SecretCode {
			fmt.Fprintf(w, "%s %s%s\n  %s\n", ui.Paint(ui.Bad, "refused:"), where, ui.Clean(problem.Error()), problem.Hint)
			continue
		}
		counted = true
		fmt.Fprintf(w, "%s %s%s\n", word, where, ui.Clean(problem.Error()))
	}
	if counted {
		writeChanges(w, j)
		writeNext(w, j, to)
		writeApproval(w, policy, j)
	}
}

// writeApproval says what else a reason takes where it does not suffice.
func writeApproval(w io.Writer, policy config.Policy, j *judged) {
	if policy.Override != config.Human || len(j.parents) > 1 {
		return
	}
	at := "--staged"
	if j.id != "" {
		at = "--rev " + shortRev(j.rev)
	}
	for _, f := range changedFiles(j) {
		if f.path != config.FileName {
			fmt.Fprintf(w, "A reason counts only where somebody else has approved it (policy.override: human):\n  promptgit review %s %s --approve\n", shellWord(ui.Line(f.path)), at)
			return
		}
	}
}

// writeExcused says which prompts of a step changed in several steps before it,
// where not all did.
func writeExcused(w io.Writer, j *judged) {
	for _, p := range j.Prompts {
		if of, squash := strings.CutPrefix(p.Exempt, hooks.ExemptSquash("")); squash && p.Exempt != j.Exempt {
			fmt.Fprintf(w, "  %s  a squash of %s\n", ui.Line(p.Path), ui.Line(of))
		}
	}
}

// writeChanges lists the changes of the prompts that count.
func writeChanges(w io.Writer, j *judged) {
	for _, p := range j.Prompts {
		if p.Exempt != "" {
			continue
		}
		for _, c := range p.Changes {
			at := diag.Pos{Path: changedFile(p, c), Line: c.Line}
			if c.Change == "removed" {
				at.Line = 0 // its line is one of the older version
			}
			fmt.Fprintf(w, "  %s  %s  %s\n", ui.Line(at.String()), ui.Paint(ui.Strong, ui.Shorten(ui.Line(c.ID), 120)), c.Change)
			if line := wordLine(c.Before, c.After); line != "" {
				fmt.Fprintf(w, "      %s\n", line)
			}
		}
	}
}

// changedFile is the file in which a change of a prompt stands.
func changedFile(p hooks.Prompt, c prompt.Change) string {
	for _, kind := range []string{"suite:", "partial:"} {
		if path, ok := strings.CutPrefix(c.ID, kind); ok {
			return path
		}
	}
	return p.Path
}

func writeComponents(w io.Writer, j *judged) {
	for _, p := range j.Prompts {
		seen := j.seen[p.Path]
		if seen == nil {
			continue
		}
		fmt.Fprintf(w, "components of %s in %s:\n", ui.Line(p.Path), shortRev(j.rev))
		for _, v := range seen.Variables {
			fmt.Fprintf(w, "  %s  %s  %s\n", ui.Line(diag.Pos{Path: p.Path, Line: v.Line}.String()), ui.Shorten(ui.Line(v.ID), 120),
				ui.Paint(ui.Dim, ui.Shorten(ui.Line(secret.Mask(v.Text)), 60)))
		}
	}
}
