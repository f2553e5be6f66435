package cmd

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/promptgit/promptgit/gitops"
)

// seenCommits are the verdicts on commits, of which many lines have the same.
type seenCommits struct {
	own     map[gitops.OID]*judged // those of the check
	lines   map[gitops.OID]*judged // others
	refused map[gitops.OID]bool    // for which nothing was found that shows a squash
	proving map[gitops.OID]bool    // whose lines are looked into right now
	judged  int                    // how many others were judged
	partial int                    // what was known of partials when they were
}

func newSeenCommits(steps []judged) *seenCommits {
	seen := &seenCommits{
		own: map[gitops.OID]*judged{}, lines: map[gitops.OID]*judged{},
		refused: map[gitops.OID]bool{}, proving: map[gitops.OID]bool{},
	}
	for i := range steps {
		if steps[i].id != "" {
			seen.own[steps[i].id] = &steps[i]
		}
	}
	return seen
}

func (s *seenCommits) of(id gitops.OID) *judged {
	if j, ok := s.own[id]; ok {
		return j
	}
	return s.lines[id]
}

// lineWithin judges the commits of a line as those of the check, and says how many
// of them change a prompt; a commit that is not within the policy comes back. What
// would be said of them is not: they are not what was asked about. ok is false too
// where as much was judged as a check may cost.
func (s *squashes) lineWithin(ctx context.Context, line commits) (n int, refused *judged, ok bool, err error) {
	warned, warnings := maps.Clone(s.warned), slices.Clone(s.warnings)
	defer func() { s.warned, s.warnings = warned, warnings }()
	steps, err := s.judgeNew(ctx, line)
	if err != nil || s.spent() {
		return 0, nil, false, err
	}
	for _, step := range steps { // what is known costs nothing
		if s.seen.refused[step.id] {
			return 0, s.seen.of(step.id), false, nil
		}
	}
	for _, step := range steps {
		j := s.seen.of(step.id)
		if !j.OK {
			if err := s.within(ctx, j); err != nil || !j.OK {
				return 0, j, false, err
			}
		}
		if len(j.Prompts) > 0 {
			n++
		}
	}
	return n, nil, true, nil
}

// judgeNew lists the steps of a line and judges those that no line had before.
func (s *squashes) judgeNew(ctx context.Context, line commits) ([]step, error) {
	if err := s.learn(ctx, s.repo.At(line.tip)); err != nil {
		return nil, err
	}
	steps, err := s.steps(ctx, line)
	if err != nil {
		return nil, err
	}
	if err := s.disable(ctx, line, steps); err != nil {
		return nil, err
	}
	if n := s.partials(); n != s.seen.partial { // then a commit may change more prompts than was seen
		s.seen.partial, s.seen.lines, s.seen.refused = n, map[gitops.OID]*judged{}, map[gitops.OID]bool{}
	}
	var list []judged
	for _, step := range steps {
		if s.seen.of(step.id) != nil {
			continue
		}
		if s.spent() {
			return nil, nil
		}
		s.seen.judged++
		j, err := s.judge(ctx, step)
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", shortRev(step.rev), err)
		}
		list = append(list, j)
	}
	if err := s.exemptReverts(ctx, []gitops.OID{line.tip}, list); err != nil {
		return nil, err
	}
	for i := range list {
		s.seen.lines[list[i].id] = &list[i]
	}
	return steps, nil
}

// within looks for what shows that a refused commit of a line is itself a squash of
// commits within the policy.
func (s *squashes) within(ctx context.Context, j *judged) error {
	if !j.maySquash() {
		s.seen.refused[j.id] = true
		return nil
	}
	if s.seen.proving[j.id] || s.depth == mostNested {
		return nil
	}
	s.depth++
	defer func() { s.depth-- }()
	return s.accept(ctx, []*judged{j}, true)
}

// partials counts what is known of what includes what.
func (c *checker) partials() int {
	n := 0
	for _, prompts := range c.includers {
		n += len(prompts)
	}
	return n
}

// refusedBetween says whether a line holds a commit for which nothing showed a squash
// before. It asks no git for it, and looks near the end of the line alone.
func (s *squashes) refusedBetween(ctx context.Context, base, first, end gitops.OID) (bool, error) {
	met := map[gitops.OID]bool{base: true, end: true}
	for queue := []gitops.OID{end}; len(queue) > 0 && len(met) <= nearCommits; queue = queue[1:] {
		if s.seen.refused[queue[0]] {
			before, err := s.family.reaches(ctx, first, queue[0])
			if err != nil || !before && first != queue[0] {
				return err == nil, err
			}
		}
		parents, err := s.family.of(ctx, queue[0])
		if err != nil {
			return false, err
		}
		for _, p := range parents {
			if !met[p] {
				met[p] = true
				queue = append(queue, p)
			}
		}
	}
	return false, nil
}
