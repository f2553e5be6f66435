package cmd

import (
	"context"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// squashedPrompt is a prompt that a refused step changes in too many variables.
type squashedPrompt struct {
	j        *judged
	path     string
	from, to endVersion
	blob     gitops.OID // of to
	part     bool       // of a file
}

// ofRecords accepts the prompts of refused steps that changed, as records and the
// blobs that are kept with them show, in steps within the policy. The records only
// say which versions to compare. What a step changes besides is counted as ever.
func (s *squashes) ofRecords(ctx context.Context, open []*judged) error {
	var list []squashedPrompt
	var blobs []gitops.OID
	for _, j := range open {
		if j.OK {
			continue
		}
		for _, p := range j.over() {
			one, ok, err := s.squashed(ctx, j, p)
			if err != nil {
				return err
			}
			if ok {
				list, blobs = append(list, one), append(blobs, one.blob)
			}
		}
	}
	if len(list) == 0 {
		return nil
	}
	notes, err := s.repo.Notes(gitops.ResultsRef).Read(ctx, blobs)
	if err != nil {
		return unlessIncomplete(err)
	}
	for _, one := range list {
		if len(notes[one.blob]) == 0 && !one.part { // that of a part may stand at the file as it was with other parts
			continue
		}
		if s.versions == nil {
			if s.versions, err = readRecordedVersions(ctx, s.repo, s.role); err != nil {
				return unlessIncomplete(err)
			}
		}
		if err := s.ofRecord(ctx, one); err != nil {
			return err
		}
	}
	return nil
}

// unlessIncomplete passes over what this clone lacks: it only proves less.
func unlessIncomplete(err error) error {
	if isIncompleteStore(err) {
		return nil
	}
	return err
}

func (s *squashes) ofRecord(ctx context.Context, one squashedPrompt) error {
	found, why, err := s.versions.way(ctx, one.from, one.to, s.policy.MaxVariables)
	switch {
	case err != nil:
		return err
	case found == nil:
		one.j.not("of %s: %s", one.path, why)
	case found.over > 0:
		step := found.widest()
		one.j.not("the records of %s tell of %s, but the step to %s changes %s",
			one.path, plural(len(found.steps), "step"), nameOfVersion(step.key), plural(variablesOf(step.changes), "variable"))
	default:
		one.j.excuse(found.text(), one.path)
	}
	return nil
}

// squashed gives the two versions of a prompt of a refused step; false where the
// prompt alone would be within the policy or no record could show how it changed.
func (s *squashes) squashed(ctx context.Context, j *judged, p hooks.Prompt) (one squashedPrompt, ok bool, err error) {
	one = squashedPrompt{j: j, path: ui.Line(p.Path)}
	switch {
	case hooks.Count([]hooks.Prompt{p}) <= s.policy.MaxVariables:
		return one, false, nil
	case p.Path == config.FileName:
		j.not("no record tells in which steps %s changed", config.FileName)
		return one, false, nil
	case len(p.Suites) > 0:
		j.not("no record tells in which step %s changed", ui.Line(p.Suites[0].Path))
		return one, false, nil
	}
	was, err := s.versionAt(ctx, j.parents[0], p.OldPath, p.Path)
	if err != nil || was == nil {
		return one, false, err
	}
	is, err := s.versionAt(ctx, j.now, p.Path)
	if err != nil || is == nil {
		return one, false, err
	}
	before, after, err := s.both(ctx, *was, *is, false)
	if err != nil || !certain(before) || !certain(after) {
		return one, false, err
	}
	one.part = after.File() != after.Path
	one.from, one.to, one.blob = endVersion{before.Key(), before}, endVersion{after.Key(), after}, is.blob
	return one, true, nil
}

// certain says that a prompt was read whole, so that its key is that of a record.
func certain(p *prompt.Prompt) bool { return p.Format != plainText && len(p.Unresolved) == 0 }

func (c *checker) role(path string) string {
	entry, _ := c.conf.Match(path)
	return entry.Role
}
