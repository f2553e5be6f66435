package cmd

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/trace"
	"github.com/promptgit/promptgit/internal/value"
)

// sameness is what of a case others can share.
func sameness(c *eval.Case) string {
	key, _, _ := strings.Cut(c.Key, "#")
	return key
}

// compare holds the suite with the new cases against the one without. The
// new ones stand together, behind those of the list they were put into;
// scenarios come later.
func (a *addition) compare() error {
	now, old, n := a.parsed.Cases, a.old, len(a.cases)
	if len(old) == 1 && len(now) == n && old[0].Vars.Len() == 0 && len(old[0].Asserts) == 0 {
		old = nil // what a configuration without tests stands for
	}
	at := 0
	for at < len(old) && at < len(now) && isSame(&old[at], &now[at]) {
		at++
	}
	wrong := len(now) != len(old)+n
	for i := at; !wrong && i < len(old); i++ {
		wrong = !isSame(&old[i], &now[i+n])
	}
	if wrong {
		return fmt.Errorf("%s: the suite would not hold the old cases and the new ones: %d before, %d after, %d are new", a.file, len(old), len(now), n)
	}
	a.added = now[at : at+n]
	if err := a.known(old); err != nil {
		return err
	}
	if err := a.asked(old); err != nil {
		return err
	}
	return a.hold()
}

// asked finds the new cases whose inputs the suite has already. One that asserts
// nothing of its own is refused: the case that is there asks the same.
func (a *addition) asked(old []eval.Case) error {
	holders := map[string]*eval.Case{}
	for i := range old {
		holders[string(value.Canonical(old[i].Vars))] = &old[i]
	}
	a.twice = nil
	for i := range a.added {
		h := holders[string(value.Canonical(a.added[i].Vars))]
		if h == nil || h.Output != nil || a.added[i].Output != nil {
			continue
		}
		if len(a.cases[i].Asserts) == 0 && !a.noAssert {
			return &exitError{
				Code: exitNo, Err: fmt.Errorf("%s has that case: %s has the same inputs, and the new one would assert nothing else", a.suite, h.Name()),
				Hint: "say with --assert what else its answer must be",
			}
		}
		a.twice = append(a.twice, h.Name())
	}
	return nil
}

func isSame(a, b *eval.Case) bool {
	return sameness(a) == sameness(b) && a.ID == b.ID && a.Description == b.Description && a.Split == b.Split
}

// known refuses a case that the suite has.
func (a *addition) known(old []eval.Case) error {
	type holder struct {
		c   *eval.Case
		new bool
	}
	ids, same := map[string]holder{}, map[string]holder{}
	for i := range old {
		ids[old[i].ID], same[sameness(&old[i])] = holder{c: &old[i]}, holder{c: &old[i]}
	}
	for i := range a.added {
		c := &a.added[i]
		h, twice := same[sameness(c)]
		if !twice && c.ID != "" {
			h, twice = ids[c.ID]
		}
		if twice {
			name := h.c.Name()
			if h.new {
				name += ", also new,"
			}
			return &exitError{
				Code: exitNo, Err: fmt.Errorf("%s has that case: %s has the same %s", a.suite, name, a.shared(h.c, c)),
				Hint: "give it another assertion with --assert, or another id with --id",
			}
		}
		ids[c.ID], same[sameness(c)] = holder{c, true}, holder{c, true}
	}
	return nil
}

func (a *addition) shared(x, y *eval.Case) string {
	if sameness(x) == sameness(y) {
		return "inputs and assertions"
	}
	return "id"
}

// hold checks that the new cases are what they were meant to be, and that they
// assert something.
func (a *addition) hold() error {
	if open := a.unfilled(); len(open) > 0 && !a.noAssert {
		return usageHint(fmt.Sprintf("give it with --set %s=VALUE, or add the entry as it is with --no-assert", open[0]),
			"the evaluators of %s use %s, which the entry does not set", a.suite, strings.Join(open, ", "))
	}
	if more := a.parsed.Warnings; len(more) > len(a.warned) && !a.noAssert {
		return usageHint("--assert takes TYPE=VALUE, such as contains=refund", "%s", more[len(more)-1].Message)
	}
	for i := range a.added {
		c, want := &a.added[i], &a.cases[i]
		for name, v := range want.Vars.All() {
			got, ok := c.Vars.Get(name)
			if text, is := v.(string); is && strings.HasPrefix(text, "file://") {
				continue
			}
			if !ok || !sameValue(v, got) {
				return fmt.Errorf("%s: the input %s would not be read as it is: %.60q", a.file, name, trace.Text(v))
			}
		}
		if len(c.Asserts) == 0 && !a.noAssert {
			return usageHint("say what the answer must be with --assert TYPE=VALUE, or add it as it is with --no-assert",
				"the case %s would assert nothing, and always pass", newCaseName(want))
		}
	}
	return nil
}

// unfilled are the names that evaluators of a GitHub Models file use and that the
// new entries do not set.
func (a *addition) unfilled() []string {
	var names []string
	for i := range a.added {
		for _, x := range a.added[i].Asserts {
			if x.Type != eval.GitHubString {
				continue
			}
			for _, v := range x.Config.All() {
				for _, m := range literalTag().FindAllStringSubmatch(trace.Text(v), -1) {
					names = append(names, m[1])
				}
			}
		}
	}
	return unique(names)
}

var literalTag = memo.Regexp(`\{\{\s*([\w.-]+)\s*\}\}`)

// sameValue also holds for a table, which keeps texts only.
func sameValue(want, got any) bool {
	if bytes.Equal(value.Canonical(want), value.Canonical(got)) {
		return true
	}
	text, ok := got.(string)
	if !ok {
		return false
	}
	v, err := value.DecodeJSON([]byte(text))
	return err == nil && bytes.Equal(value.Canonical(want), value.Canonical(v)) || want == nil && text == ""
}

func newCaseName(c *suitefile.Case) string {
	if c.ID != "" {
		return c.ID
	}
	return "without an id"
}
