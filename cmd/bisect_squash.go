package cmd

import (
	"context"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/bisect"
)

// innerPlace says where in a squash a version stands that no commit may hold any
// more. Its iteration has the commit of the squash.
type innerPlace struct {
	position, of int        // from 1; the last is what the squash holds
	hint         gitops.OID // where its record says that it was judged, "" if it does not
}

// enterSquash goes on inside a commit that was found and that squashes versions
// which were judged, and reports whether it does. They come into the line before it,
// as the versions of a merge do, so that what is known of them counts at once and no
// notes are read for a search that ends elsewhere.
func (s *bisection) enterSquash(ctx context.Context, r bisect.Result) (bool, error) {
	found := s.versions[r.Culprit]
	before := s.beforeIt(r.Culprit)
	if found.inner != nil || len(found.commit.Parents) > 1 || variablesOf(found.changes) < 2 || !s.known.leadsInside(found, before) {
		return false, nil
	}
	versions, err := readRecordedVersions(ctx, s.w.repo, func(path string) string { return s.w.options(path).Role })
	if err != nil {
		return false, unlessIncomplete(err)
	}
	way, why, err := versions.way(ctx, endVersion{before.key, before.prompt}, endVersion{found.key, found.prompt}, 1)
	if err != nil {
		return false, err
	}
	if way == nil {
		s.warn(fmt.Errorf("%s cannot be searched inside: %s", shortRev(string(found.commit.ID)), why))
		return false, nil
	}
	inner := versions.iterations(way, before, found)
	if len(inner) < 2 || slices.ContainsFunc(inner, func(it *iteration) bool { return eval.Talks(it.prompt) }) {
		return false, nil
	}
	s.found, s.foundIn = &r, s.versions
	s.versions = withoutLoops(slices.Concat(s.versions[:r.Culprit], inner, s.versions[r.Culprit+1:]))
	for _, it := range inner {
		s.uses[it] = usesWith(s.uses[it.prev], it)
		for _, v := range versions.byKey[it.key] {
			s.known.add(v.blob, v.record)
		}
	}
	s.weigh()
	s.build()
	return true, nil
}

// leadsInside says whether a record of a version names another than the one before
// it in the history as the one before. Those of a part of a file may stand at the
// file as it was with other parts.
func (s *recordSet) leadsInside(it, before *iteration) bool {
	return it.inside() || slices.ContainsFunc(s.byKey[it.key], func(r eval.Record) bool { return r.Previous != "" && r.Previous != before.key })
}

// squashes says whether a commit changed several variables at once that records tell
// to have changed one after the other.
func (s *recordSet) squashes(it *iteration) bool {
	return it.prev != nil && it.prev.broken == nil && len(it.commit.Parents) == 1 &&
		s.leadsInside(it, it.prev) && len(s.byKey[it.key]) > 0 && variablesOf(it.changes) > 1
}

// iterations are the steps of a way inside a commit, the commit's own version last.
func (j *recordedVersions) iterations(way *way, before, squash *iteration) []*iteration {
	var list []*iteration
	for i, step := range way.steps {
		it := *squash
		it.inner = &innerPlace{position: i + 1, of: len(way.steps)}
		it.commit.Subject = fmt.Sprintf("%s [step %d of %d inside]", squash.commit.Subject, i+1, len(way.steps))
		it.prev, it.from, it.changes = before, []*iteration{before}, step.changes
		v, known := j.version(step.key, squash.path)
		if id, ok := gitops.ParseOID(v.record.Commit); known && ok {
			it.inner.hint = id
		}
		if i < len(way.steps)-1 && known {
			it.path, it.blob, it.prompt, it.key = v.record.Path, v.blob, step.prompt, step.key
			it.reads = nil
			for _, part := range step.prompt.Partials {
				it.reads = append(it.reads, part.Path)
			}
		}
		list, before = append(list, &it), &it
	}
	return list
}

// usesWith are the inputs that a version or those before it use.
func usesWith(before map[string]bool, it *iteration) map[string]bool {
	set := map[string]bool{}
	for name := range before {
		set[name] = true
	}
	for _, name := range it.prompt.Uses() {
		set[name] = true
	}
	return set
}

// innerJSON is a version inside a squash, as it is told to programs.
type innerJSON struct {
	Path      string  `json:"path"`
	Blob      string  `json:"blob"`
	PromptKey string  `json:"prompt_key"`
	Commit    *string `json:"commit"` // where it was judged, null if no record says so; it may be gone
	Position  int     `json:"position"`
	Of        int     `json:"of"`
}

func (it *iteration) innerJSON() *innerJSON {
	if it.inner == nil {
		return nil
	}
	return &innerJSON{it.path, string(it.blob), it.key, orNull(string(it.inner.hint), ""), it.inner.position, it.inner.of}
}

// innerText says where in a squash a version stands.
func (it *iteration) innerText() string {
	return fmt.Sprintf("step %d of %d of the squash, blob %s", it.inner.position, it.inner.of, it.blob.Short())
}
