package eval

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// mostProblems bounds what is told of one run.
const mostProblems = 20

// ShardCheck is what a file of a run that somebody else judged comes to where it is
// held against what this clone makes of the same revision, without asking a model or
// running code of a suite. That a model gave the outputs is never shown by it.
type ShardCheck struct {
	Problems []string // why the file is not true of this revision
	Samples  int      // that were judged
	Asked    int      // samples whose prompt was rendered again and is the same
	Graded   int      // samples that were graded again by everything but the types of Claimed
	Claimed  map[string]int
	Whole    int // samples of which nothing could be graded again: code judges or changes them, or they have several steps
}

// CheckShard compares a run with the part that this clone would have written of it: the
// record but for what samples come to, the cases, what each asked, and every verdict of
// an assertion that neither a model nor code of the suite gives. The engine needs no
// cache, no judges and no scripts.
func (e *Engine) CheckShard(ctx context.Context, j *JoinedRun, part ShardPart) (*ShardCheck, error) {
	k := &shardCheck{Engine: e, col: part.Run.Column, out: &ShardCheck{Claimed: map[string]int{}}}
	k.head(j, part)
	if j.Run == nil || len(k.out.Problems) > 0 {
		return k.out, nil
	}
	k.suite(j, part)
	if len(k.out.Problems) > 0 {
		return k.out, nil
	}
	env, err := e.environment(ctx, k.col.Suite)
	if err != nil {
		return nil, err
	}
	k.set = setting{key: settingsKey(k.col.Target, k.col.Prompt), env: env, filters: e.filters(k.col.Suite)}
	asked := map[int]*question{}
	for i := range j.Run.Results {
		r := &j.Run.Results[i]
		if r.Err != nil {
			continue // an error is no verdict, and makes the record incomplete
		}
		k.out.Samples++
		c := k.cases[r.Case.Index]
		if asked[c.Index] == nil {
			asked[c.Index] = &question{c: c}
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		k.sample(ctx, asked[c.Index], c, r)
	}
	return k.out, nil
}

type shardCheck struct {
	*Engine
	col   Column
	set   setting
	cases map[int]*Case // of this clone, by row
	out   *ShardCheck
}

func (k *shardCheck) problem(format string, args ...any) {
	if len(k.out.Problems) < mostProblems {
		k.out.Problems = append(k.out.Problems, fmt.Sprintf(format, args...))
	}
}

// head compares the records as far as no sample decides them. The tool that wrote one
// is its own.
func (k *shardCheck) head(j *JoinedRun, part ShardPart) {
	own, theirs := part.record(), j.record
	own.Tool, theirs.Tool = "", ""
	if j.previous != "" && j.previous != part.Meta.Previous { // a shallow clone leaves it out
		k.problem("previous is %q, and %q here", j.previous, part.Meta.Previous)
	}
	a, b := recordFields(own), recordFields(theirs)
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if _, ok := b[name]; !ok {
			b[name] = nil
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if !bytes.Equal(a[name], b[name]) {
			k.problem("%s is %s, and %s here", name, shortJSON(b[name]), shortJSON(a[name]))
		}
	}
}

func recordFields(r Record) map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	_ = json.Unmarshal([]byte(r.Encode()), &fields) // it was just written
	return fields
}

func shortJSON(raw json.RawMessage) string {
	switch {
	case raw == nil:
		return "not there"
	case len(raw) > 100:
		return strings.ToValidUTF8(string(raw[:100]), "") + "…"
	}
	return string(raw)
}

// suite compares the cases: none is left out, added or another one.
func (k *shardCheck) suite(j *JoinedRun, part ShardPart) {
	own, theirs := newShardSuite(k.col.Suite), newShardSuite(j.Suite)
	k.cases = make(map[int]*Case, len(k.col.Suite.Cases))
	for i := range k.col.Suite.Cases {
		k.cases[k.col.Suite.Cases[i].Index] = &k.col.Suite.Cases[i]
	}
	if !maps.Equal(own.Metrics, theirs.Metrics) || !slices.Equal(own.Derived, theirs.Derived) {
		k.problem("the metrics of the suite are not those here")
	}
	if len(own.Cases) != len(theirs.Cases) {
		k.problem("the file is about %d cases, and the suite here has %d", len(theirs.Cases), len(own.Cases))
		return
	}
	for i, c := range own.Cases {
		t := theirs.Cases[i]
		c.Asserts, t.Asserts = 0, 0 // the file only tells whether there are any
		if c != t {
			k.problem("case %s is not that of the suite here", c.Key)
		}
	}
	if !slices.Equal(j.Run.NA, part.Run.NA) || j.Run.JudgesKey != part.Run.JudgesKey || j.Run.Column.Repeat != k.col.Repeat {
		k.problem("the cases that do not apply, the judges or the number of samples are not those here")
	}
}

// sample holds one sample against what the case asks and demands.
func (k *shardCheck) sample(ctx context.Context, q *question, c *Case, r *Result) {
	name := fmt.Sprintf("case %s, sample %d", c.Name(), r.Sample)
	if r.Answer.Output == "" && r.output && r.Messages == nil && c.Output == nil {
		k.problem("%s: the file holds no output: it was written with --no-outputs", name)
		return
	}
	if r.Score < 0 || r.Score > 1 || r.Score != r.Score { //nolint:gocritic // it is how NaN is told
		k.problem("%s: the score %v is none", name, r.Score)
		return
	}
	if k.byCode(c) || k.col.staged(c) {
		k.out.Whole++
		return
	}
	if err := q.ready(ctx, k.Engine, k.col, k.set); err != nil {
		k.out.Whole++ // code makes what is asked
		return
	}
	if c.Output == nil {
		if own := prompt.Flatten(q.messages); r.Messages == nil || own != r.Messages[0].Text {
			k.problem("%s: what was asked is not what the prompt and the case say", name)
			return
		}
		k.out.Asked++
	} else if r.Answer.Output != *c.Output && c.Code.Output == nil {
		k.problem("%s: the output is not the recorded one", name)
		return
	}
	k.grade(ctx, name, q, r)
}

// byCode says whether code of the suite judges a case or what is judged, or compares it
// with others: then nothing of its verdict can be computed again without running that.
func (k *shardCheck) byCode(c *Case) bool {
	code := c.Code.Scoring != nil || c.Code.Output != nil || k.col.Code != nil || k.col.Transform != nil || c.compares()
	var look func(list []Assertion)
	look = func(list []Assertion) {
		for i := range list {
			a := &list[i]
			code = code || a.Script != nil || a.Transform != nil || a.Context != nil || judgesByCode(a.Type)
			look(a.Set)
		}
	}
	look(c.Asserts)
	return code
}

// grade grades a sample again. Of what a model judges the verdict is taken from the
// file, and all that is computed of it is computed again.
func (k *shardCheck) grade(ctx context.Context, name string, q *question, r *Result) {
	claims := map[string][]Verdict{}
	for _, a := range r.Asserts {
		claims[a.Type] = append(claims[a.Type], a.Verdict)
	}
	find := func(a Assertion) (Grader, error) {
		if a.Judge == nil && a.Embedder == nil && a.Protocol == "" {
			return k.Graders(a)
		}
		list := claims[a.FullType()]
		if len(list) == 0 {
			return nil, fmt.Errorf("the file has no verdict of %s", a.FullType())
		}
		claims[a.FullType()] = list[1:]
		k.out.Claimed[a.FullType()]++
		return claimed{list[0]}, nil
	}
	one := Sample{Case: q.c, Number: r.Sample, Answer: r.Answer, Messages: q.messages, Column: &k.col}
	services := Services{Render: scopedRender(k.RenderValue, k.set.env), RenderData: scopedRender(k.RenderData, k.set.env)}
	g, err := GradeSample(ctx, one, GradeOptions{New: find, Services: services})
	if err != nil {
		k.problem("%s: the file has a verdict, and here it cannot be judged: %v", name, err)
		return
	}
	k.out.Graded++
	if len(g.Asserts) != len(r.Asserts) {
		k.problem("%s: the file tells of %d assertions, and there are %d", name, len(r.Asserts), len(g.Asserts))
		return
	}
	for i, own := range g.Asserts {
		if theirs := r.Asserts[i]; own.Type != theirs.Type || own.Metric != theirs.Metric || own.Pass != theirs.Pass || own.Score != theirs.Score {
			k.problem("%s: %s %s in the file, and %s when it is graded again", name, own.Type, verdictWord(theirs.Verdict), verdictWord(own.Verdict))
			return
		}
	}
	if g.Pass != r.Pass || g.Score != r.Score || !maps.Equal(g.Metrics, r.Metrics) || !maps.Equal(g.Weights, r.Weights) {
		k.problem("%s: it %s in the file, and %s when it is computed again", name,
			verdictWord(Verdict{Pass: r.Pass, Score: r.Score}), verdictWord(Verdict{Pass: g.Pass, Score: g.Score}))
	}
}

func verdictWord(v Verdict) string {
	word := "fails"
	if v.Pass {
		word = "passes"
	}
	return word + " with " + value.Number(v.Score)
}

// claimed is a verdict that is taken as it is.
type claimed struct{ v Verdict }

// Grade implements [Grader].
func (c claimed) Grade(context.Context, GradeInput) (Verdict, error) { return c.v, nil }
