package cmd

import (
	"context"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
)

// keep writes a record for each version whose whole suite came to be judged.
func (s *bisection) keep(ctx context.Context) error {
	if s.o.caseID != "" {
		return nil
	}
	var pubs []publication
	now := s.w.app.Now()
	lines := map[gitops.OID][]scoreLine{}
	kept := map[string]*eval.Record{} // by prompt_key: the same content may stand twice
	for _, it := range s.versions {
		if kept[it.key] == nil {
			run := s.wholeRun(it)
			if run == nil {
				continue
			}
			_ = run.Derive() // eval tells what has no value
			previous := ""
			if it.prev != nil {
				previous = it.prev.key
			}
			commit := string(it.commit.ID)
			if it.inner != nil {
				commit = string(it.inner.hint)
			}
			r := eval.NewRecord(run, eval.RecordMeta{
				ID: newID(now), Time: now, Tool: s.w.app.tool(), Previous: previous, Includes: s.w.includes(it.prompt), Commit: commit,
			})
			blobs, err := s.w.keepAll(ctx, it)
			if err != nil {
				return err
			}
			pubs = append(pubs, publication{blob: it.blob, keep: blobs, record: r})
			s.known.add(it.blob, r)
			s.w.saveOutputs(r.ID, entriesOf(run))
			kept[it.key] = &r
		}
		if it.inner != nil && it.inner.position < it.inner.of {
			continue // no commit has it
		}
		r := kept[it.key]
		lines[it.commit.ID] = append(lines[it.commit.ID], s.known.scoreLine(it, r))
	}
	return s.w.publish(ctx, pubs, lines)
}

// wholeRun gives sample 0 of each case of a version, as eval asks for it, where all
// were judged now; nil where a case is missing.
func (s *bisection) wholeRun(it *iteration) *eval.Run {
	run := &eval.Run{Column: eval.Column{
		Prompt: it.prompt, Suite: s.suite, Target: s.target, Repeat: 1, Applies: s.applies(it),
	}, JudgesKey: s.judges}
	for i := range s.suite.Cases {
		c := &s.suite.Cases[i]
		if run.Column.Applies != nil && !run.Column.Applies(c) {
			run.NA = append(run.NA, c.Index)
		} else if r, ok := s.results[it.key][i]; ok && r.Sample == 0 {
			run.Results = append(run.Results, r)
		} else {
			return nil
		}
	}
	if len(run.Results) == 0 {
		return nil
	}
	return run
}

// caseNames are cases by index, as they are shown.
func (s *bisection) caseNames(cases []int) []string {
	names := make([]string, 0, len(cases))
	for _, c := range cases {
		names = append(names, s.suite.Cases[c].Name())
	}
	slices.Sort(names)
	return names
}
