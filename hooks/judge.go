package hooks

import (
	"cmp"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/prompt"
)

// Status is what happened to a prompt's file.
type Status string

// The statuses of a file.
const (
	Modified Status = "modified"
	Added    Status = "added"
	Deleted  Status = "deleted"
	Renamed  Status = "renamed"
)

// The reasons for which changes are not counted.
const (
	ExemptMerge    = "merge"    // equal to a parent of the merge
	ExemptBaseline = "baseline" // the first version of a prompt
	ExemptDeletion = "deletion"
	ExemptRevert   = "revert" // an earlier version again
	ExemptRebase   = "rebase"
	ExemptDisabled = "disabled" // the policy is off, for this prompt or before policy.since
)

// ExemptAllowed is the reason of a change that its author vouches for.
func ExemptAllowed(reason string) string { return "allowed: " + reason }

// ExemptSquash is the reason of a change that is shown to have come about in steps
// that were each within the policy.
func ExemptSquash(of string) string { return "squash: " + of }

// Input is one commit as the policy sees it.
type Input struct {
	Max       int    // variables that one commit, or one prompt, may change
	PerPrompt bool   // judge each prompt alone
	Exempt    string // reason that holds for the whole commit, "" for none
	Unvouched string // why the reason that its author gives exempts nothing, "" where there is none
	Variable  string // the name that the commit gives to what it changes, "" for none
	Prompts   []Prompt
	Secrets   []Secret // keys that it adds, where the policy refuses them
}

// Prompt is what a commit did to one prompt. Changes to the configuration are
// those of a prompt whose path is the configuration's.
type Prompt struct {
	Path, OldPath string // OldPath only where renamed
	Status        Status
	Exempt        string
	Changes       []prompt.Change
	Names         func() Names // that the change introduces and drops, nil for none; asked only of a commit that names its variable
	Suites        []Suite      // that judge the prompt and whose existing cases or settings changed
}

// Suite is the file of a prompt's suite in which existing cases or settings
// changed. Adding cases is no such change.
type Suite struct {
	Path          string
	Before, After string // what changed, for people
	Line          int
}

// Verdict is the answer of the policies on one commit.
type Verdict struct {
	OK       bool
	Count    int      // distinct variables of the prompts that are not exempt
	Exempt   string   // the reason that all prompts share, "" if they do not
	Prompts  []Prompt // by path, with the changes of their suites added
	Problems diag.Errors
}

// Judge counts the variables of a commit and applies every policy.
func Judge(in Input) Verdict {
	v := Verdict{Prompts: make([]Prompt, len(in.Prompts))}
	for i, p := range in.Prompts {
		if in.Exempt != "" {
			p.Exempt = in.Exempt
		}
		p.Changes = withSuites(p)
		v.Prompts[i] = p
	}
	slices.SortFunc(v.Prompts, func(a, b Prompt) int { return cmp.Compare(a.Path, b.Path) })
	v.Count = in.count(v.Prompts)
	v.Exempt = shared(v.Prompts)
	for _, p := range Policies() {
		v.Problems = append(v.Problems, p.Check(in, v)...)
	}
	v.OK = len(v.Problems) == 0
	return v
}

// withSuites adds a change for each suite that changed together with the
// prompt. A suite that changed alone is none.
func withSuites(p Prompt) []prompt.Change {
	changes := slices.Clone(p.Changes)
	if len(changes) == 0 {
		return changes
	}
	for _, s := range p.Suites {
		changes = append(changes, prompt.Change{
			ID: "suite:" + s.Path, Change: "modified", Before: s.Before, After: s.After, Line: s.Line,
		})
	}
	return changes
}

func shared(prompts []Prompt) string {
	for _, p := range prompts {
		if p.Exempt != prompts[0].Exempt {
			return ""
		}
	}
	if len(prompts) == 0 {
		return ""
	}
	return prompts[0].Exempt
}

// Count is the number of distinct variables in the prompts that are not exempt.
// Within one prompt every change counts; over several prompts the same change,
// value for value, counts once.
func Count(prompts []Prompt) int { return Input{}.count(prompts) }

// count is Count, where linked changes of a prompt are one if the commit names
// its variable.
func (in Input) count(prompts []Prompt) int {
	most := map[string]int{}
	for _, p := range prompts {
		if p.Exempt != "" {
			continue
		}
		here := map[string]int{}
		var group []int
		if in.Variable != "" && p.Names != nil {
			group = linked(p.Changes, p.Names())
		}
		for i, c := range p.Changes {
			if countsWithItsFile(c, prompts) || group != nil && group[i] != i {
				continue
			}
			here[Identity(c)]++
		}
		for id, n := range here {
			most[id] = max(most[id], n)
		}
	}
	total := 0
	for _, n := range most {
		total += n
	}
	return total
}

// countsWithItsFile tells a partial that is a prompt of its own and counted as
// such in the same commit.
func countsWithItsFile(c prompt.Change, prompts []Prompt) bool {
	path, ok := strings.CutPrefix(c.ID, string(prompt.KindPartial)+":")
	return ok && slices.ContainsFunc(prompts, func(p Prompt) bool {
		return p.Path == path && p.Exempt == "" && len(p.Changes) > 0
	})
}

// Identity is equal for changes that are the same, value for value, in several
// prompts. What is one thing in the repository is known by its id; a stretch of
// text by its words, since each prompt has its own place for it, and where one
// phrase stands for another throughout by the phrases: 16 words for 15 in forty
// prompts. Of a list those entries count that came and went.
func Identity(c prompt.Change) string {
	kind, _, _ := strings.Cut(c.ID, ":")
	switch kind {
	case string(prompt.KindPartial), "suite", "config", "wording":
		return c.ID
	case string(prompt.KindSection), string(prompt.KindBlock), string(prompt.KindExample):
		switch {
		case c.Edit != "":
			return "wording:" + c.Edit
		case c.Before != c.After && kind != string(prompt.KindExample):
			return strings.Join([]string{"text", c.Change, c.Before, c.After}, "\x00")
		}
	}
	if c.Edit != "" {
		return c.ID + "\x00" + c.Edit
	}
	return strings.Join([]string{c.ID, c.Change, c.Before, c.After}, "\x00")
}
