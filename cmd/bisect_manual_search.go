package cmd

import (
	"context"
	"fmt"
	"math/bits"
	"slices"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/bisect"
)

// handSearch is a search in which a person judges: the versions between the
// first good and the first bad answer, and what was said of them. It is made
// afresh from the log for each command.
type handSearch struct {
	w     *workspace
	log   handLog
	warns bool // versions that cannot be read are told
	json  bool // a document is printed

	s    *bisection   // nil until both ends are known
	list []*iteration // of the prompt, newest first
	line []*iteration // the versions along first parents, oldest first

	result bisect.Result
	asked  int // the version to judge next, -1 for none
	good   int // the newest version that is good
}

// open finds the versions between the ends.
func (h *handSearch) open(ctx context.Context) error {
	if !h.log.begun() {
		return nil
	}
	good, bad := h.log.first(saidGood), h.log.first(saidBad)
	s := &bisection{w: h.w, o: bisectOptions{good: good.rev, bad: bad.rev, prompt: h.log.prompt}, bad: gitops.OID(bad.rev)}
	all, err := h.w.history(ctx, s.bad, h.log.prompt)
	if err != nil {
		return err
	}
	if h.warns {
		h.w.warnBroken(all)
	}
	in, err := s.commits(ctx)
	if err != nil {
		return err
	}
	if s.path, err = s.onlyPrompt(all, in); err != nil {
		return err
	}
	h.list = slices.DeleteFunc(all, func(it *iteration) bool { return it.lineage != s.path })
	newest, err := h.w.heldAt(ctx, s.bad, h.list)
	if err != nil {
		return err
	}
	if newest == nil {
		return usageHint("choose an earlier bad revision", "%s is not there at %s", s.path, shortRev(bad.rev))
	}
	if err = s.cut(ctx, h.list, newest, in); err != nil {
		return err
	}
	if last := s.versions[len(s.versions)-1]; last.key == s.versions[0].key {
		return usageHint("promptgit log lists the iterations", "%s is the same at %s and at %s", s.path, shortRev(good.rev), shortRev(bad.rev))
	}
	h.s, h.line, h.log.prompt = s, s.versions, s.path
	return h.replay(ctx)
}

// take adds an answer about a revision, "" for the version that is asked for now.
// It says what is worth knowing of it, "" for nothing.
func (h *handSearch) take(ctx context.Context, said, rev string) (note string, err error) {
	switch {
	case rev == "" && h.s != nil:
		if h.asked < 0 {
			return "", usageHint("name a revision to answer again, or end it: promptgit bisect reset", "no version is asked for")
		}
		rev = h.s.rev(h.asked)
	case said == saidSkip && h.s == nil:
		return "", usageHint("first name a good and a bad revision: promptgit bisect good REV, promptgit bisect bad REV", "nothing is searched yet")
	}
	id, ok, err := h.w.headOf(ctx, rev)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", errNothing("commit", "commit a prompt first")
	}
	commit, err := h.w.repo.Commit(ctx, id)
	if err != nil {
		return "", err
	}
	answer := handAnswer{said: said, rev: string(id), subject: commit.Subject}
	if h.s != nil {
		return h.answer(ctx, answer)
	}
	if old := h.log.first(said); old != nil {
		note = fmt.Sprintf("instead of %s, which was said to be %s before", shortRev(old.rev), said)
		*old = answer
	} else {
		h.log.answers = append(h.log.answers, answer)
	}
	return note, h.open(ctx)
}

// answer takes in what is said of a version between the ends.
func (h *handSearch) answer(ctx context.Context, a handAnswer) (note string, err error) {
	at, err := h.at(ctx, gitops.OID(a.rev))
	if err != nil {
		return "", err
	}
	key := h.s.versions[at].key
	for end, v := range map[string]int{saidGood: 0, saidBad: len(h.s.versions) - 1} {
		if h.s.versions[v].key == key && a.said != end {
			return "", usageHint("to start with other ends: promptgit bisect reset",
				"%s is what is searched from: it holds the same version as the %s end, %s", shortRev(a.rev), end, shortRev(h.s.rev(v)))
		}
	}
	before, err := h.said(ctx)
	if err != nil {
		return "", err
	}
	if was := before[key]; was != "" && was != a.said {
		note = fmt.Sprintf("%s was answered with %s before: the newer answer counts", shortRev(a.rev), was)
	}
	h.log.answers = append(h.log.answers, a)
	return note, h.replay(ctx)
}

// at is the version that a revision holds.
func (h *handSearch) at(ctx context.Context, rev gitops.OID) (int, error) {
	at, err := h.place(ctx, rev)
	if err == nil && at < 0 {
		err = usageHint("promptgit bisect log has the answers so far; promptgit bisect reset ends the search",
			"%s holds none of the %d versions of %s from %s to %s", shortRev(string(rev)), len(h.s.versions), h.s.path,
			shortRev(string(h.s.good)), shortRev(string(h.s.bad)))
	}
	return at, err
}

// place is at, -1 for a revision that holds none.
func (h *handSearch) place(ctx context.Context, rev gitops.OID) (int, error) {
	held, err := h.w.heldAt(ctx, rev, h.list)
	if err != nil || held == nil {
		return -1, err
	}
	return slices.IndexFunc(h.s.versions, func(it *iteration) bool { return it.key == held.key }), nil
}

// said is the last answer about each version, by prompt_key. Those about versions
// that a merge brought count once the search is inside the merge.
func (h *handSearch) said(ctx context.Context) (map[string]string, error) {
	last := map[string]string{}
	for _, a := range h.log.answers {
		at, err := h.place(ctx, gitops.OID(a.rev))
		if err != nil {
			return nil, err
		}
		if at >= 0 {
			last[h.s.versions[at].key] = a.said
		}
	}
	return last, nil
}

// replay gives all answers to the search, which then knows what to ask and what
// it found. Where it found a merge, it goes on with what that brought.
func (h *handSearch) replay(ctx context.Context) error {
	h.s.versions, h.s.entered, h.s.beside = h.line, map[*iteration]int{}, map[*iteration]int{}
	for {
		said, err := h.said(ctx)
		if err != nil {
			return err
		}
		h.s.engine = bisect.New(bisect.Problem{Versions: len(h.s.versions), Cases: 1, Deterministic: true, AssumeRegression: true})
		for v, it := range h.s.versions {
			o := bisect.Observation{Version: v}
			switch said[it.key] {
			case saidGood:
				o.Value = 1
			case saidBad:
			case saidSkip:
				o.Unjudged = true
			default:
				continue
			}
			h.s.engine.Observe(o)
		}
		h.result = h.s.engine.Result()
		h.good, _ = h.around(said)
		if h.result.Verdict != bisect.Found || !h.enter(h.result.Culprit) {
			break
		}
	}
	h.asked = -1
	if next := h.s.engine.Next(1); len(next) > 0 {
		h.asked = next[0].Version
	}
	return nil
}

// enter puts what a merge brought before it into the line, and reports whether
// there was something.
func (h *handSearch) enter(at int) bool {
	merge := h.s.versions[at]
	for h.s.entered[merge] < len(merge.from)-1 {
		h.s.entered[merge]++
		if line, more := h.s.inside(at, merge.from[h.s.entered[merge]]); more {
			h.s.versions = line
			return true
		}
	}
	return false
}

// around are the newest good version and the oldest bad one. Where the good one
// is not older, the answers contradict each other.
func (h *handSearch) around(said map[string]string) (good, bad int) {
	bad = len(h.s.versions) - 1
	for v, it := range h.s.versions {
		switch said[it.key] {
		case saidGood:
			good = v
		case saidBad:
			bad = min(bad, v)
		default:
		}
	}
	return good, bad
}

// steps is how many answers it takes at most among so many versions.
func steps(candidates int) int { return bits.Len(uint(max(candidates-1, 0))) }
