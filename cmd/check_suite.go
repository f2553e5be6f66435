package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/prompt"
)

// suites gives the suites of a prompt whose existing cases or settings changed
// from one state to the other.
func (c *checker) suites(ctx context.Context, was, is gitops.Snapshot, p *prompt.Prompt) ([]hooks.Suite, error) {
	names := p.Suites
	if len(names) == 0 {
		names = c.conf.Suites(p.Path, func(name string) bool {
			_, err := is.Read(ctx, name)
			return err == nil
		})
	}
	var list []hooks.Suite
	for _, name := range names {
		s, changed, err := c.suite(ctx, was, is, name)
		if err != nil {
			return nil, err
		}
		if changed {
			list = append(list, s)
		}
	}
	return list, nil
}

func (c *checker) suite(ctx context.Context, was, is gitops.Snapshot, name string) (hooks.Suite, bool, error) {
	before, err := readOrNil(ctx, was, name)
	if err != nil || before == nil { // a new suite judges nothing differently
		return hooks.Suite{}, false, err
	}
	after, err := readOrNil(ctx, is, name)
	switch {
	case err != nil:
		return hooks.Suite{}, false, err
	case after == nil:
		return hooks.Suite{Path: name, Before: "the suite"}, true, nil
	case bytes.Equal(before, after) && !namesFiles(after):
		return hooks.Suite{}, false, nil
	}
	old, err := c.readSuite(ctx, was, name)
	if err != nil {
		return hooks.Suite{}, false, err
	}
	current, err := c.readSuite(ctx, is, name)
	if err != nil {
		return hooks.Suite{}, false, err
	}
	if old == nil || current == nil {
		return hooks.Suite{Path: name}, !rowsAdded(name, before, after), nil
	}
	s, changed := suiteChange(old, current)
	return s, changed, nil
}

// namesFiles says whether a suite may hold what other files say.
func namesFiles(src []byte) bool {
	for _, sign := range []string{"file://", "$ref", ".csv", ".js", ".mjs", ".cjs", ".py", ".xlsx", ".yaml", ".yml", "exec"} {
		if bytes.Contains(src, []byte(sign)) {
			return true
		}
	}
	return false
}

// readSuite parses a suite of a state; nil, with a warning, for an invalid one.
func (c *checker) readSuite(ctx context.Context, at gitops.Snapshot, name string) (*eval.Suite, error) {
	s, err := readSuite(ctx, at, name, suiteOptions(ctx, at)) // whoever judges, the cases are the same, and a check runs nothing
	var invalid diag.Errors
	if errors.As(err, &invalid) {
		c.warn(name, invalid[0], "its rows are compared as they are written")
		return nil, nil //nolint:nilnil // said in a warning
	}
	return s, err
}

// suiteChange compares the existing cases by what decides their scores, and the
// settings of the whole suite. Ids, descriptions and order are neither.
func suiteChange(before, after *eval.Suite) (hooks.Suite, bool) {
	s := hooks.Suite{Path: after.Path}
	gone := casesMissing(before, after)
	if len(gone) > 0 {
		s.Before = caseNames(gone)
		if fresh := casesMissing(after, before); len(fresh) > 0 {
			s.After, s.Line = caseNames(fresh), fresh[0].Pos.Line
		}
		return s, true
	}
	if was, is := suiteSettings(before), suiteSettings(after); was != is {
		s.Before, s.After = was, is
		return s, true
	}
	return s, false
}

// casesMissing gives the cases of a suite that another one does not have.
func casesMissing(of, in *eval.Suite) []eval.Case {
	left := map[string]bool{}
	for i := range in.Cases {
		left[in.Cases[i].Key] = true // a duplicate has a key of its own
	}
	var list []eval.Case
	for i := range of.Cases {
		if !left[of.Cases[i].Key] {
			list = append(list, of.Cases[i])
		}
	}
	return list
}

func caseNames(cases []eval.Case) string {
	names := make([]string, len(cases))
	for i := range cases {
		names[i] = cases[i].Name()
	}
	return strings.Join(names, ", ")
}

func suiteSettings(s *eval.Suite) string {
	parts := []string{fmt.Sprintf("repeat: %d", s.Repeat)}
	for _, name := range slices.Sorted(maps.Keys(s.Metrics)) {
		parts = append(parts, fmt.Sprintf("metrics.%s.weight: %g", name, s.Metrics[name].Weight))
	}
	for _, d := range s.Derived {
		parts = append(parts, fmt.Sprintf("derivedMetrics.%s: %s", d.Name, d.Value))
	}
	for _, step := range s.Steps {
		parts = append(parts, fmt.Sprintf("step %s: %s", step.As, step.Path))
	}
	return strings.Join(append(parts, s.Unmade...), ", ") // tests that are not known here: the code that makes them stands for them
}

// readOrNil reads a file of a state, nil for one that is not there.
func readOrNil(ctx context.Context, at gitops.Snapshot, name string) ([]byte, error) {
	src, err := at.Read(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && src == nil {
		src = []byte{}
	}
	return src, err
}
