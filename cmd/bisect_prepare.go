package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/bisect"
	"github.com/promptgit/promptgit/internal/diag"
)

// bisection is one search: the versions of one prompt from good (0) to bad, the
// cases of one suite, and what has been judged of them.
type bisection struct {
	w        *workspace
	o        bisectOptions
	now      time.Time // the same for the whole search
	path     string
	good     gitops.OID
	bad      gitops.OID
	in       map[gitops.OID]bool // the commits after good
	versions []*iteration        // oldest first, each content once
	suite    *eval.Suite
	target   eval.Target
	uses     map[*iteration]map[string]bool
	known    *recordSet
	judges   string       // key of those who judge now, "" where they cannot be told
	watched  *bisectWatch // what it costs, nil before it runs
	told     *telling     // to other processes

	engine     *bisect.Search
	sure       bool               // the same question has the same answer
	candidates int                // of the line that is searched first
	found      *bisect.Result     // the last time that there was an answer
	foundIn    []*iteration       // the line that it counts along
	entered    map[*iteration]int // parents of merges whose versions were looked at
	beside     map[*iteration]int // versions of such a parent that stand before the merge
	merge      gitops.OID         // through which the culprit came, "" for none

	evidence evidence
	results  map[string]map[int]eval.Result // judged now, by prompt_key and case: sample 0, or the first one
	runs     int                            // samples judged now
	calls    int
	cached   int

	broke    bool    // the maximum cost is reached
	dead     bool    // the provider answers nobody any more
	unjudged bool    // a sample could not be judged
	failing  int     // how many could not since the last one that could
	lastKey  string  // the prompt_key of that one
	lastCase int     // and its case
	failures []error // of samples, as long as none could be judged
}

// prepareBisect finds what is to be searched. Mistakes in the question are
// usage errors.
func (w *workspace) prepareBisect(ctx context.Context, o bisectOptions) (*bisection, error) {
	s := &bisection{
		w: w, o: o, now: w.app.Now(), results: map[string]map[int]eval.Result{}, entered: map[*iteration]int{}, beside: map[*iteration]int{},
	}
	bad, ok, err := w.headOf(ctx, o.bad)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNothing("commit", "commit a prompt first")
	}
	s.bad = bad
	all, err := w.history(ctx, bad, o.prompt)
	if err != nil {
		return nil, err
	}
	w.warnBroken(all)
	inRange, err := s.commits(ctx)
	if err != nil {
		return nil, err
	}
	if s.path, err = s.onlyPrompt(all, inRange); err != nil {
		return nil, err
	}
	list := slices.DeleteFunc(all, func(it *iteration) bool { return it.lineage != s.path })
	newest, broken, err := s.badEnd(ctx, list)
	if err != nil {
		return nil, err
	}
	if err = s.yardstick(ctx, newest); err != nil {
		return nil, err
	}
	s.uses = usedInputs(list)
	if s.known, err = w.records(ctx, blobsOf(list)); err != nil {
		return nil, err
	}
	if err = s.cut(ctx, list, newest, inRange); err != nil {
		return nil, err
	}
	if len(s.versions) == 1 && broken != nil {
		return nil, &exitError{Code: exitInput, Err: broken} // and nothing else changed
	}
	for _, it := range s.versions {
		if eval.Talks(it.prompt) {
			return nil, usageHint(wholeSuites, "%s asks for the conversation before it (_conversation) at %s, so that no case can be judged alone", it.path, shortRev(string(it.commit.ID)))
		}
	}
	if err = s.checkMetric(); err != nil {
		return nil, err
	}
	s.gatherEvidence()
	s.build()
	return s, nil
}

// badEnd is the newest version that can be judged. Where the bad revision has one
// that cannot, it is told, since that one is broken in any event.
func (s *bisection) badEnd(ctx context.Context, list []*iteration) (newest *iteration, broken error, err error) {
	held, err := s.w.at(ctx, s.bad, list)
	if err != nil {
		return nil, nil, err
	}
	for newest = held; newest != nil && newest.broken != nil; {
		newest = newest.prev
	}
	if newest == nil {
		return nil, nil, usageHint("choose an earlier bad revision", "%s is not there at %s", s.path, shortRev(string(s.bad)))
	}
	if held.broken != nil {
		s.warn(fmt.Errorf("%s cannot be judged at %s: the search ends at %s", s.path, shortRev(string(s.bad)), shortRev(string(newest.commit.ID))))
	}
	return newest, held.broken, nil
}

// wholeSuites is what to do where cases cannot be judged alone.
const wholeSuites = "judge whole suites: promptgit eval --all, then promptgit log"

// commits are those after the good revision, nil where none was given.
func (s *bisection) commits(ctx context.Context) (map[gitops.OID]bool, error) {
	if s.o.good == "" {
		return nil, nil //nolint:nilnil // no range: the best record decides
	}
	good, err := s.w.repo.Resolve(ctx, s.o.good)
	if err != nil {
		return nil, err
	}
	s.good = good
	older, err := s.w.repo.IsAncestor(ctx, good, s.bad)
	if err != nil {
		return nil, err
	}
	if !older {
		return nil, usageHint("the good revision comes before the bad one; perhaps they are swapped",
			"%s is not an ancestor of %s", s.o.good, shortRev(string(s.bad)))
	}
	return s.since(ctx)
}

// since gives the commits after the good revision.
func (s *bisection) since(ctx context.Context) (map[gitops.OID]bool, error) {
	list, err := s.w.repo.Commits(ctx, gitops.Range{From: s.good, To: s.bad})
	if err != nil {
		return nil, err
	}
	in := map[gitops.OID]bool{}
	for _, id := range list {
		in[id] = true
	}
	return in, nil
}

// onlyPrompt gives the one prompt that changed in the range: of several, the one
// that was there before, since a new one cannot have broken. A prompt that was
// asked for need not have changed.
func (s *bisection) onlyPrompt(all []*iteration, in map[gitops.OID]bool) (string, error) {
	var there, changed, before []string
	for _, it := range all {
		older := in == nil && it.prev == nil || in != nil && !in[it.commit.ID]
		there = append(there, it.lineage)
		if older {
			before = append(before, it.lineage)
		} else {
			changed = append(changed, it.lineage)
		}
	}
	names := unique(changed)
	if old := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !slices.Contains(before, n) }); len(old) > 0 {
		names = old
	}
	if there = unique(there); len(names) == 0 && (s.o.prompt != "" || in == nil) {
		names = there
	}
	switch len(names) {
	case 1:
		return names[0], nil
	case 0:
		return "", usageHint("promptgit log lists the iterations", "no prompt changed between the good and the bad revision")
	}
	return "", usageHint("name one with --prompt: "+someOf(names, 20), "%d prompts changed", len(names))
}

func unique(names []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(names)))
}

// yardstick finds the suite and the target of the newest version, by which all
// versions are judged.
func (s *bisection) yardstick(ctx context.Context, newest *iteration) error {
	if s.o.suite != "" {
		file, err := s.w.findFile(ctx, s.o.suite)
		if err != nil {
			return err
		}
		s.o.suite = file
	}
	suites, err := s.w.suitesOf(ctx, newest, s.o.suite)
	if err != nil {
		return err
	}
	if len(suites) > 1 {
		return usageHint("name one with --suite: "+strings.Join(suites, ", "), "%d suites judge %s", len(suites), newest.path)
	}
	if s.suite, err = s.w.suite(ctx, suites[0]); err != nil {
		return err
	}
	if s.suite.Chained() {
		return usageHint(wholeSuites,
			"the cases of %s hand on their outputs (storeOutputAs), so that none can be judged alone", suites[0])
	}
	if s.judges, err = s.w.judgesKey(ctx, s.suite); err != nil {
		s.judges = "" // records alone may do; whoever must be asked says what is wrong
	}
	if s.o.caseID != "" {
		if err = s.oneCase(); err != nil {
			return err
		}
	}
	if s.target, err = s.w.target(ctx, newest.prompt, s.o.provider, s.o.model); err != nil {
		return err
	}
	s.suite, s.target, err = s.w.chain(ctx, s.suite, newest.lineage, s.target, s.o.provider, s.o.model)
	return err
}

func (s *bisection) oneCase() error {
	var names []string
	for _, c := range s.suite.Cases {
		if c.ID == s.o.caseID || c.Name() == s.o.caseID {
			one := *s.suite
			one.Cases = []eval.Case{c}
			s.suite = &one
			return nil
		}
		names = append(names, c.Name())
	}
	return usageHint(diag.DidYouMean(s.o.caseID, names), "%s has no case %q", s.suite.Path, s.o.caseID)
}

// record is what is known of a version under the same provider and model. The
// suite may have been another: then only the cases in common count.
func (s *bisection) record(it *iteration) *eval.Record {
	same := eval.RecordFilter{
		SuiteKey: s.suite.Key(), Provider: s.target.Provider, Model: s.target.Model, Endpoint: s.target.EndpointKey(),
	}
	r := s.known.of(it, same)
	if r == nil {
		same.SuiteKey = ""
		r = s.known.of(it, same)
	}
	if r != nil && r.Judges != nil && r.Judges.Key != "" && s.judges != "" && r.Judges.Key != s.judges {
		return nil // a judge was edited or moved since
	}
	return r
}

// checkMetric makes sure that there is something to search by.
func (s *bisection) checkMetric() error {
	if s.o.metric == "" {
		return nil
	}
	for _, c := range s.suite.Cases {
		if slices.ContainsFunc(c.Asserts, func(a eval.Assertion) bool { return carries(a, s.o.metric) }) {
			return nil
		}
	}
	return usagef("no assertion of %s carries the metric %q", s.suite.Path, s.o.metric)
}

func carries(a eval.Assertion, metric string) bool {
	return a.Metric == metric || slices.ContainsFunc(a.Set, func(in eval.Assertion) bool { return carries(in, metric) })
}
