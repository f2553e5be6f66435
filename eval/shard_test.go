package eval_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/formula"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// dice gives numbers that only a text decides.
func dice(parts ...any) *rand.Rand {
	sum := sha256.Sum256([]byte(fmt.Sprint(parts...)))
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16]))) //nolint:gosec // for a test
}

// dicey answers and judges by chance, the same question always alike.
type dicey struct{ trouble float64 }

func (d dicey) answer(_ context.Context, req eval.Request) (eval.Answer, error) {
	r := dice("answer", req.Rendered, req.Sample)
	if r.Float64() < d.trouble {
		return eval.Answer{}, &eval.CallError{Sent: r.IntN(2) == 0, Hint: "try later", Err: errors.New("out of order")}
	}
	a := eval.Answer{
		Output: fmt.Sprintf("%s? %d <é>", req.Rendered, r.IntN(5)), Model: fmt.Sprintf("m-%d", r.IntN(40)/39),
		Tokens: eval.Tokens{Prompt: r.IntN(99), Completion: r.IntN(99)}, Latency: time.Duration(1 + r.IntN(1e9)),
		FinishReason: []string{"", "stop", "length"}[r.IntN(3)], FirstToken: time.Duration(r.IntN(1e6)),
	}
	if r.Float64() > d.trouble/4 {
		a.Cost = new(r.Float64() / 7)
	}
	return a, nil
}

type diceyGrader struct {
	a       eval.Assertion
	trouble float64
}

func (g diceyGrader) Grade(ctx context.Context, in eval.GradeInput) (eval.Verdict, error) {
	r := dice("grade", g.a.Value, in.Answer.Output)
	if g.a.Judge != nil {
		a, err := in.Judge.Ask(ctx, eval.JudgeQuestion{Judge: *g.a.Judge, Messages: []prompt.Message{{Role: "user", Text: in.Answer.Output[:1]}}})
		if err != nil {
			return eval.Verdict{}, err
		}
		r = dice("grade", a.Output)
	}
	switch {
	case r.Float64() < g.trouble:
		return eval.Verdict{}, errors.New("no idea")
	case r.Float64() < g.trouble/8:
		return eval.Verdict{Pass: true, Score: math.NaN()}, nil
	}
	return eval.Verdict{Pass: r.IntN(3) > 0, Score: r.Float64() * 1.1, Reason: "said so"}, nil
}

// drawn is a random run of two prompts under a random suite.
func drawn(t *rapid.T) (*eval.Engine, []eval.Column) {
	trouble := rapid.SampledFrom([]float64{0, 0.1, 0.6}).Draw(t, "trouble")
	e := newEngine()
	e.Render = func(_ context.Context, p *prompt.Prompt, vars *value.Object) ([]prompt.Message, error) {
		text := fmt.Sprintf("%s %x", p.Messages[0].Text, sha256.Sum256(value.Canonical(vars)))
		return []prompt.Message{{Role: "system", Text: "<b>"}, {Role: "user", Text: text}}, nil
	}
	e.Graders = func(a eval.Assertion) (eval.Grader, error) { return diceyGrader{a, trouble}, nil }
	e.Judges = func(context.Context, eval.ProviderSpec) (eval.Target, *value.Object, error) {
		judge := (&model{answer: dicey{trouble}.answer}).target()
		return judge, value.NewObject(), nil
	}
	s := &eval.Suite{Path: "suites/s.yaml", Metrics: map[string]eval.Metric{"tone": {Weight: 0.3}}}
	if rapid.Bool().Draw(t, "derived") {
		one, err := formula.Parse("tone / (wit + 0.1) + __count + odd * 0.5")
		if err != nil {
			t.Fatal(err)
		}
		s.Derived = []eval.Derived{{Name: "odd", Value: "tone / (wit + 0.1) + __count + odd * 0.5", Formula: one}}
	}
	chained := rapid.IntRange(0, 7).Draw(t, "chained") == 0
	for i := range rapid.IntRange(0, 12).Draw(t, "cases") {
		c := eval.Case{Index: i, Test: i, Key: fmt.Sprintf("%08x", rapid.IntRange(0, 1e9).Draw(t, "key")), Vars: value.NewObject("n", rapid.IntRange(0, 20).Draw(t, "n"))}
		c.ID = rapid.SampledFrom([]string{"", fmt.Sprint("c", i)}).Draw(t, "id")
		c.Repeat = rapid.SampledFrom([]int{0, 0, 1, 2}).Draw(t, "repeat")
		if chained {
			c.Options = value.NewObject("storeOutputAs", "n")
		}
		if rapid.IntRange(0, 5).Draw(t, "recorded") == 0 {
			c.Output = new("recorded")
		}
		c.Metadata = value.NewObject("conversationId", rapid.IntRange(0, 2).Draw(t, "conversation"))
		for range rapid.IntRange(0, 3).Draw(t, "asserts") {
			a := eval.Assertion{Type: "dice", Value: rapid.IntRange(0, 9).Draw(t, "value"), Weight: rapid.SampledFrom([]float64{0, 1, 0.7}).Draw(t, "weight")}
			a.Metric = rapid.SampledFrom([]string{"", "tone", "wit"}).Draw(t, "metric")
			a.Failure = rapid.SampledFrom([]string{"", "rude"}).Draw(t, "failure")
			if rapid.IntRange(0, 3).Draw(t, "judged") == 0 {
				a.Judge = &eval.ProviderSpec{ID: "judge"}
			}
			c.Asserts = append(c.Asserts, a)
		}
		s.Cases = append(s.Cases, c)
	}
	var cols []eval.Column
	for _, text := range []string{"ask {n}", rapid.SampledFrom([]string{"tell {n}", "tell {n} {_conversation}"}).Draw(t, "second")} {
		col := eval.Column{Prompt: ask(text), Suite: s, Target: (&model{answer: dicey{trouble}.answer}).target(), Repeat: rapid.IntRange(1, 3).Draw(t, "repeat")}
		col.Prompt.Path = strings.Fields(text)[0] + ".md"
		if rapid.Bool().Draw(t, "variant") {
			col.Prompt.Params = value.NewObject("seed", int64(rapid.IntRange(0, 9).Draw(t, "seed")))
		}
		if rapid.IntRange(0, 2).Draw(t, "steps") == 0 {
			some := *s
			some.Steps = []eval.Step{{Path: "facts.md", As: "facts", Prompt: ask("facts {n}")}}
			chained, err := some.Chain(col.Prompt.Path, func(*prompt.Prompt) (eval.Target, error) { return col.Target, nil })
			if err != nil {
				t.Fatal(err)
			}
			col.Suite, col.Target.Chain = chained, chained.ChainKey()
		}
		if rapid.IntRange(0, 3).Draw(t, "na") == 0 {
			col.Applies = func(c *eval.Case) bool { return c.Index%3 > 0 }
		}
		cols = append(cols, col)
	}
	return e, cols
}

func recorded(tb rapid.TB, e *eval.Engine, cols []eval.Column) []eval.Run {
	tb.Helper()
	runs, err := e.Run(context.Background(), cols)
	if err != nil {
		tb.Fatal(err)
	}
	return runs
}

// metaOf is that of a column in these tests: one with parameters is a variant.
func metaOf(col eval.Column) eval.RecordMeta {
	of := eval.RecordMeta{Tool: "t", Previous: "before", Commit: "c"}
	if col.Prompt.Params.Len() > 0 {
		of.Variant, of.PromptKey = col.Prompt.Params, "own"
	}
	return of
}

// shardFiles judges every shard and gives their files.
func shardFiles(tb rapid.TB, e *eval.Engine, cols []eval.Column, n int, outputs bool) [][]byte {
	tb.Helper()
	var files [][]byte
	for i := range n {
		part := slices.Clone(cols)
		eval.Shard{Number: i + 1, Of: n}.Divide(part)
		runs := recorded(tb, e, part)
		var parts []eval.ShardPart
		for k := range runs {
			parts = append(parts, eval.ShardPart{Run: &runs[k], Meta: metaOf(cols[k]), Place: k})
		}
		var b bytes.Buffer
		head := eval.ShardHead{Tool: "t", Shard: i + 1, Of: n, Outputs: outputs, Time: eval.ShardTime(time.Unix(int64(1000+i), 0))}
		if err := eval.WriteShard(&b, head, parts); err != nil {
			tb.Fatal(err)
		}
		files = append(files, b.Bytes())
	}
	return files
}

func readShards(tb rapid.TB, files [][]byte) (list []*eval.ShardFile) {
	tb.Helper()
	var reader eval.ShardReader
	for i, raw := range files {
		f, err := reader.Read(fmt.Sprint(i, ".jsonl"), bytes.NewReader(raw))
		if err != nil {
			tb.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

func TestTheShardsOfARunMakeTheRecordOfTheWholeRun(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, cols := drawn(t)
		whole := recorded(t, e, cols)
		outputs := rapid.Bool().Draw(t, "outputs")
		files := shardFiles(t, e, cols, rapid.SampledFrom([]int{1, 2, 3, 7, 40}).Draw(t, "shards"), outputs)
		files = append(files, files[rapid.IntRange(0, len(files)-1).Draw(t, "twice")])
		order := make([]int, len(files))
		for i := range order {
			order[i] = i
		}
		var shuffled [][]byte
		for _, i := range rapid.Permutation(order).Draw(t, "order") {
			shuffled = append(shuffled, files[i])
		}
		set, refused := eval.PickShards(readShards(t, shuffled))
		if len(refused) > 0 || len(set.Missing) > 0 {
			t.Fatalf("refused %v, missing %v", refused, set.Missing)
		}
		now := set.Time()
		for i, j := range set.Join() {
			whole[i].Derive()
			j.Run.Derive()
			of := metaOf(cols[i])
			of.ID, of.Time = "id", now
			want := eval.NewRecord(&whole[i], of)
			if diff := cmp.Diff(want.Encode(), j.NewRecord("id", now).Encode()); diff != "" {
				t.Fatalf("want -, got +:\n%s", diff)
			}
			for k := range whole[i].Results {
				a, b := &whole[i].Results[k], &j.Run.Results[k]
				if outputs && (a.Rendered() != b.Rendered() || a.Answer.Output != b.Answer.Output || fmt.Sprint(a.Err) != fmt.Sprint(b.Err) || len(a.Steps) != len(b.Steps)) {
					t.Fatalf("sample %d: got %q, %q, %v", k, b.Rendered(), b.Answer.Output, b.Err)
				}
				if a.Answer.FinishReason != b.Answer.FinishReason || a.Answer.FirstToken != b.Answer.FirstToken {
					t.Fatalf("sample %d: got %q after %v, want %q after %v", k, b.Answer.FinishReason, b.Answer.FirstToken, a.Answer.FinishReason, a.Answer.FirstToken)
				}
				if !outputs && (b.Rendered() != "" || b.Answer.Output != "") {
					t.Fatalf("sample %d: the file holds %q", k, b.Answer.Output)
				}
			}
		}
	})
}

func TestAMissingShardLeavesItsCasesWithoutAVerdict(t *testing.T) {
	t.Parallel()
	e, s := newEngine(), suite(20)
	cols := []eval.Column{{Prompt: ask("case {n}"), Suite: s, Target: (&model{}).target(), Repeat: 2}}
	files := shardFiles(t, e, cols, 3, true)
	set, refused := eval.PickShards(readShards(t, [][]byte{files[2], files[0]}))
	if len(refused) > 0 || !slices.Equal(set.Missing, []int{2}) {
		t.Fatalf("refused %v, missing %v", refused, set.Missing)
	}
	own := slices.Clone(cols)
	eval.Shard{Number: 2, Of: 3}.Divide(own)
	r := set.Join()[0].NewRecord("id", set.Time())
	if r.Complete() || r.Pass+r.Error != 20 || r.Fail != 0 || r.Error == 0 || *r.Score != 1 {
		t.Errorf("got %+v", r)
	}
	for i, c := range r.Cases {
		if lost := own[0].Own(&s.Cases[i]); lost != (c.Errors == 2) || lost == c.Judged() {
			t.Errorf("case %d: lost %v, got %+v", i, lost, c)
		}
	}
}

func TestAddedCasesMoveNoOthers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 1000).Draw(t, "shards")
		few := []eval.Column{{Prompt: ask(""), Suite: suite(50)}}
		many := []eval.Column{{Prompt: ask(""), Suite: suite(80)}}
		owner := make([]int, 50)
		for i := range n {
			shard := eval.Shard{Number: i + 1, Of: n}
			shard.Divide(few)
			shard.Divide(many)
			for k := range owner {
				a, b := few[0].Own(&few[0].Suite.Cases[k]), many[0].Own(&many[0].Suite.Cases[k])
				if a != b {
					t.Fatalf("shard %v: case %d is moved", shard, k)
				}
				if a {
					owner[k]++
				}
			}
		}
		for k, count := range owner {
			if count != 1 {
				t.Fatalf("case %d is in %d of %d shards", k, count, n)
			}
		}
	})
}

func TestWhatNeedsEachOtherStaysInOneShard(t *testing.T) {
	t.Parallel()
	shards := func(cols []eval.Column) [][]int { // by column and case
		got := make([][]int, len(cols))
		for i := range 16 {
			own := slices.Clone(cols)
			eval.Shard{Number: i + 1, Of: 16}.Divide(own)
			for k := range own {
				if got[k] == nil {
					got[k] = make([]int, len(own[k].Suite.Cases))
				}
				for n := range own[k].Suite.Cases {
					if own[k].Own(&own[k].Suite.Cases[n]) {
						got[k][n] = i
					}
				}
			}
		}
		return got
	}
	distinct := func(list []int) int { return len(slices.Compact(slices.Sorted(slices.Values(list)))) }

	chained := suite(12)
	chained.Cases[3].Options = value.NewObject("storeOutputAs", "x")
	if got := shards([]eval.Column{{Prompt: ask("a"), Suite: chained}}); distinct(got[0]) != 1 {
		t.Errorf("cases that hand on outputs are apart: %v", got)
	}
	talk := suite(12)
	for i := range talk.Cases {
		talk.Cases[i].Metadata = value.NewObject("conversationId", i/6)
	}
	if got := shards([]eval.Column{{Prompt: ask("{{ _conversation }}"), Suite: talk}}); distinct(got[0][:6]) != 1 || distinct(got[0][6:]) != 1 {
		t.Errorf("the turns of a conversation are apart: %v", got)
	}
	other := suite(12)
	for i := range other.Cases {
		other.Cases[i].Key = fmt.Sprintf("%08x", 99+i)
	}
	got := shards([]eval.Column{{Prompt: ask("a"), Suite: suite(12), Competes: true}, {Prompt: ask("b"), Suite: other, Competes: true}})
	if !slices.Equal(got[0], got[1]) || distinct(got[0]) < 3 {
		t.Errorf("columns that compete are apart: %v", got)
	}
	equal := suite(12)
	for i := range equal.Cases {
		equal.Cases[i].Key = fmt.Sprintf("12345678#%d", i+1)
	}
	if got := shards([]eval.Column{{Prompt: ask("a"), Suite: equal}}); distinct(got[0]) != 1 {
		t.Errorf("equal cases are apart: %v", got)
	}
}

func TestAShardIsWrittenAsIOfN(t *testing.T) {
	t.Parallel()
	if s, err := eval.ParseShard("3/12"); err != nil || s != (eval.Shard{Number: 3, Of: 12}) || s.String() != "3/12" {
		t.Errorf("got %v, %v", s, err)
	}
	for _, text := range []string{"", "1", "0/3", "4/3", "1/0", "-1/3", "1/3/4", "a/b", "1/99999999", " 1/2"} {
		if s, err := eval.ParseShard(text); err == nil {
			t.Errorf("%q: got %v", text, s)
		}
	}
}

func FuzzReadShard(f *testing.F) {
	for _, raw := range shardFiles(f, newEngine(), []eval.Column{{Prompt: ask("case {n}"), Suite: suite(3), Target: (&model{}).target(), Repeat: 1}}, 1, true) {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := new(eval.ShardReader).Read("f", bytes.NewReader(raw))
		if err != nil {
			return
		}
		set, _ := eval.PickShards([]*eval.ShardFile{file})
		for _, j := range set.Join() {
			if line := j.NewRecord("", set.Time()).Encode(); !json.Valid([]byte(line)) {
				t.Error(line)
			}
		}
	})
}
