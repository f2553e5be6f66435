package cmd

import (
	"context"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// endVersion is a version that a commit holds, at an end of a way.
type endVersion struct {
	key    string
	prompt *prompt.Prompt
}

// innerStep is one version on a way, with what it changed in the one before it.
type innerStep struct {
	key     string
	prompt  *prompt.Prompt
	changes []prompt.Change
}

// way are the versions by which records lead from one version to a later one,
// oldest first: the last step makes the later one itself.
type way struct {
	steps []innerStep
	over  int // variables beyond max that its steps change, together
}

// mostInner bounds how many versions are made again for one way.
const mostInner = 2000

// way finds the finest way that can be shown: of those that records claim and whose
// every version can be made again, the one whose steps change the fewest variables
// beyond max; of those the shortest, so that what was done and undone on the way is
// left out. It is nil where the records lead nowhere, and why says what is missing.
func (j *recordedVersions) way(ctx context.Context, from, to endVersion, limit int) (found *way, why string, err error) {
	nodes, why := j.between(from.key, to.key)
	if nodes == nil {
		return nil, why, nil
	}
	made := map[string]*prompt.Prompt{from.key: from.prompt, to.key: to.prompt}
	best := map[string]wayCost{to.key: {}}
	after := map[string]innerStep{} // by the key before: the step from it on the best way
	done := map[string]bool{}
	for {
		key, ok := nearest(best, done)
		if !ok {
			return nil, why, nil
		}
		if key == from.key {
			break
		}
		done[key] = true
		for _, before := range j.before(key) {
			if !nodes[before] || done[before] {
				continue
			}
			if made[before] == nil {
				if made[before], err = j.prompt(ctx, before); err != nil {
					return nil, "", err
				}
				if made[before] == nil {
					why = fmt.Sprintf("%s cannot be made again: %s", nameOfVersion(before), j.problems[before])
					continue
				}
			}
			changes := prompt.Compare(made[before], made[key])
			cost := best[key].with(variablesOf(changes), limit)
			if old, known := best[before]; !known || cost.less(old) {
				best[before], after[before] = cost, innerStep{key, made[key], changes}
			}
		}
	}
	found = &way{over: best[from.key].over}
	for key := from.key; key != to.key; key = after[key].key {
		found.steps = append(found.steps, after[key])
	}
	return found, "", nil
}

// variablesOf counts what a step changes as the policy does.
func variablesOf(changes []prompt.Change) int {
	return hooks.Count([]hooks.Prompt{{Status: hooks.Modified, Changes: changes}})
}

// between are the versions through which records lead from one to another, nil for
// none.
func (j *recordedVersions) between(from, to string) (nodes map[string]bool, why string) {
	if len(j.byKey[to]) == 0 {
		return nil, "no record of it is here"
	}
	later := map[string][]string{} // the versions that name one as the one before
	seen := map[string]bool{to: true}
	lost := ""
	for queue := []string{to}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == from {
			continue
		}
		if len(j.byKey[queue[0]]) == 0 {
			lost = queue[0]
		}
		for _, before := range j.before(queue[0]) {
			later[before] = append(later[before], queue[0])
			if !seen[before] {
				seen[before] = true
				queue = append(queue, before)
			}
		}
	}
	if !seen[from] {
		if lost != "" {
			return nil, "its records lead back to " + nameOfVersion(lost) + ", which was not judged or whose records are not here"
		}
		return nil, "its records do not lead back to the version before"
	}
	nodes = map[string]bool{from: true}
	for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
		for _, key := range later[queue[0]] {
			if !nodes[key] {
				nodes[key] = true
				queue = append(queue, key)
			}
		}
	}
	if len(nodes) > mostInner {
		return nil, fmt.Sprintf("its records lead through %d versions, more than are looked at", len(nodes))
	}
	return nodes, ""
}

// wayCost is what a way costs: first the variables beyond what a step may change,
// then its steps.
type wayCost struct{ over, steps int }

func (c wayCost) with(variables, limit int) wayCost {
	return wayCost{c.over + max(0, variables-limit), c.steps + 1}
}

func (c wayCost) less(other wayCost) bool {
	return c.over < other.over || c.over == other.over && c.steps < other.steps
}

// nearest is the version to go on from, the first by its key among equal ones.
func nearest(best map[string]wayCost, done map[string]bool) (key string, ok bool) {
	for k, cost := range best {
		if !done[k] && (!ok || cost.less(best[key]) || cost == best[key] && k < key) {
			key, ok = k, true
		}
	}
	return key, ok
}

// widest is the step that changes the most variables, for who wants to know why a
// way does not do.
func (w *way) widest() innerStep {
	return slices.MaxFunc(w.steps, func(a, b innerStep) int { return variablesOf(a.changes) - variablesOf(b.changes) })
}

// text says of what a commit is a squash.
func (w *way) text() string {
	return ui.Line(plural(len(w.steps), "judged iteration"))
}
