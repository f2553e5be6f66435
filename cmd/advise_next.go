package cmd

import (
	"fmt"
	"math"
	"path"
	"strings"

	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/advise"
)

// next is the best thing to do now, in one line with the command to type.
func (a *advised) next() string {
	ad := &a.advice
	rev := func(v int) string { return shortRev(string(a.versions[v].commit.ID)) }
	course := &ad.Course
	switch ad.Verdict {
	case advise.NoSuite:
		name := strings.TrimSuffix(path.Base(a.newest.path), path.Ext(a.newest.path))
		return "write a suite: promptgit suite edge --write --prompt " + shellWord(a.newest.path) + " --suite suites/" + shellWord(name) + ".yaml"
	case advise.NoRecord:
		return "judge all versions: promptgit eval --all" + a.flags(true)
	case advise.NotJudged:
		return "judge it: promptgit eval " + rev(a.subject.Newest) + a.flags(true)
	case advise.ConfirmFirst:
		at := ""
		if a.o.rev != "" {
			at = " " + shellWord(a.o.rev)
		}
		return "run both again: promptgit advise" + at + " --confirm" + a.flags(true) + a.ruleFlags()
	case advise.CannotAnswer:
		return a.more() + a.less()
	case advise.Overfitted:
		return "look at what was tuned: promptgit diff " + rev(0) + " " + rev(a.subject.Newest) + a.flags(false)
	case advise.Stop:
		if course.Incumbent != a.subject.Newest {
			return "go back to the best version: git checkout " + rev(course.Incumbent) + " -- " + shellWord(a.versions[course.Incumbent].path)
		}
		return "report it by its held-out cases: promptgit show " + rev(course.Incumbent) + a.flags(false)
	case advise.GoOn:
	}
	what := "change one variable"
	if len(a.subject.Never) > 0 {
		what += fmt.Sprintf(" (never varied: %s)", a.subject.Never[0])
	}
	return what + ", commit, then: promptgit eval HEAD" + a.flags(true)
}

// more is how a suite gets to see what matters.
func (a *advised) more() string {
	r := &a.advice.Reach
	switch {
	case r.Repeats != nil:
		return fmt.Sprintf("ask each case %d times: promptgit eval --all --repeat %d%s", *r.Repeats, *r.Repeats, a.flags(true))
	case a.subject.Hostile.Missing != "" && r.Needed > r.Cases:
		return fmt.Sprintf("add %s, hostile ones first: promptgit suite edge --write --prompt %s --suite %s",
			plural(r.Needed-r.Cases, "case"), shellWord(a.newest.path), shellWord(a.file))
	}
	return fmt.Sprintf("add %s from a log of real inputs: promptgit suite add --trace calls.jsonl --assert TYPE=VALUE --suite %s", plural(max(1, r.Needed-r.Cases), "case"), shellWord(a.file))
}

// less is the gain to ask for instead, where a suite that sees what matters would be
// many times as large.
func (a *advised) less() string {
	const many = 4
	r := &a.advice.Reach
	delta := math.Ceil(100 * r.MDE)
	if r.Repeats != nil || r.Needed <= many*r.Cases || delta >= 100 {
		return ""
	}
	return fmt.Sprintf("; or look for gains that %s can show: promptgit advise --delta %.0f%s", plural(r.Cases, "case"), delta, a.flags(true))
}

// flags name the prompt, and the suite and the model where these are not what a
// command would take by itself.
func (a *advised) flags(calls bool) string {
	text := " --prompt " + shellWord(a.newest.path)
	if a.o.suite != "" || a.others {
		text += " --suite " + shellWord(a.file)
	}
	if !calls || a.anchor == nil {
		return text
	}
	own, err := a.w.app.ownModel(a.newest.prompt)
	name, model, split := provider.Split(own, a.w.named(), a.w.config.Provider)
	if err != nil || split != nil || name != a.anchor.Provider || model != a.anchor.Model {
		text += " --provider " + shellWord(modelName(a.anchor.Provider, a.anchor.Model))
	}
	return text
}

func (a *advised) ruleFlags() string {
	text := ""
	if a.o.delta != 100*advise.DefaultDelta {
		text += fmt.Sprintf(" --delta %g", a.o.delta)
	}
	if a.o.planned != advise.DefaultPlanned {
		text += fmt.Sprintf(" --iterations %d", a.o.planned)
	}
	return text
}
