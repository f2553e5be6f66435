package apart

import (
	"slices"

	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/prompt"
)

// mostWide bounds the groups for which the widest step is looked for first, so
// that there are few; beyond it the narrowest is.
const mostWide = 40

// chain goes from one version of a prompt to the other in steps of one variable
// each, where its variables are no sets of edits that stand by themselves: text
// that gets headings, say. The steps may change other variables than the whole
// does, and each holds only after those before it.
func (p *Plan) chain(f *file, was, now *prompt.Prompt, changes []prompt.Change) (taken, bool) {
	before, after := string(f.Before), string(f.After)
	of, to := owners(was, before, renames(was, changes)), owners(now, after, nil)
	whole, work := wholeEdits(before, after, of, to, lines), p.budget()
	wanted := map[string]bool{}
	for _, c := range changes {
		wanted[hooks.Identity(c)] = true
	}
	for _, e := range []edits{lineEdits(before, after, of, to), whole, whole.single()} {
		c := chaining{plan: p, path: f.Path, edits: e, at: make([]bool, len(e.list)), prompt: was, left: e.groups(), wanted: wanted, budget: work}
		if c.run() {
			return taken{edits: e, pieces: c.pieces, free: make([]bool, len(e.list))}, true
		}
	}
	return taken{}, false
}

// chaining is the search for one chain.
type chaining struct {
	plan   *Plan
	path   string
	edits  edits
	at     []bool         // the edits that are made so far
	prompt *prompt.Prompt // with them
	extra  []bool         // of them, those that changed no variable and are of no piece yet
	left   [][]bool
	wanted map[string]bool // the changes of the whole
	pieces []piece
	budget *budget
}

func (c *chaining) run() bool {
	c.extra = make([]bool, len(c.at))
	for len(c.left) > 0 {
		asked := func(list []prompt.Change) bool { return len(list) == 1 && c.wanted[hooks.Identity(list[0])] }
		one := func(list []prompt.Change) bool {
			return hooks.Count([]hooks.Prompt{{Path: c.path, Changes: list}}) == 1
		}
		none := func(list []prompt.Change) bool { return len(list) == 0 }
		if !c.step(asked) && !c.step(one) && !c.step(none) {
			return false
		}
	}
	if len(c.pieces) == 0 {
		return false
	}
	last := &c.pieces[len(c.pieces)-1]
	last.chosen = union(last.chosen, c.extra)
	return true
}

// step makes neighboring groups whose changes fit.
func (c *chaining) step(fit func([]prompt.Change) bool) bool {
	for _, size := range sizes(len(c.left)) {
		for i := range len(c.left) - size + 1 {
			if c.budget.spent() {
				return false
			}
			window := make([]bool, len(c.at))
			for _, g := range c.left[i : i+size] {
				window = union(window, g)
			}
			next, changes, ok := c.try(union(c.at, window))
			if !ok || !fit(changes) {
				continue
			}
			if c.at, c.prompt = union(c.at, window), next; len(changes) == 0 {
				c.extra = union(c.extra, window)
			} else {
				c.pieces = append(c.pieces, piece{union(window, c.extra), changes[0]})
				c.extra = make([]bool, len(c.at))
			}
			c.left = slices.Delete(c.left, i, i+size)
			return true
		}
	}
	return false
}

// try reads the prompt with some edits made, and compares it with what is
// reached.
func (c *chaining) try(chosen []bool) (*prompt.Prompt, []prompt.Change, bool) {
	text := c.edits.apply(chosen)
	c.budget.spend(text)
	next, err := c.plan.strict(c.path, []byte(text))
	if err != nil || prompt.Blank(next) {
		return nil, nil, false
	}
	return next, prompt.Compare(c.prompt, next), true
}

// sizes of the windows to look at, in order.
func sizes(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i + 1
	}
	if n <= mostWide {
		slices.Reverse(list)
	}
	return list
}
