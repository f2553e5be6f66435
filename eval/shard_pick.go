package eval

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
)

// ShardSet is the files of one run, by number, each number once.
type ShardSet struct {
	Files   []*ShardFile
	Missing []int // numbers of shards that there is no file of
}

// PickShards chooses the files that belong to one run, in whatever order they
// are given: the run that most shards are of. The others are refused, with why.
// It gives nil where there is no file.
func PickShards(files []*ShardFile) (*ShardSet, diag.Errors) {
	var refused diag.Errors
	groups := map[string][]*ShardFile{}
	for _, f := range files {
		id := f.Identity()
		groups[id] = append(groups[id], f)
	}
	if len(groups) == 0 {
		return nil, nil
	}
	kept := map[string][]*ShardFile{}
	for id, group := range groups {
		var again diag.Errors
		kept[id], again = onePerShard(group)
		refused = append(refused, again...)
	}
	most := slices.MaxFunc(slices.Collect(keysOf(kept)), func(a, b string) int {
		x, y := kept[a], kept[b]
		return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(latest(x), latest(y)), cmp.Compare(a, b))
	})
	set := &ShardSet{Files: kept[most]}
	for id, group := range groups {
		if id == most {
			continue
		}
		for _, f := range group {
			line, what := f.differs(set.Files[0])
			refused.Add(diag.Pos{Path: f.Name, Line: line}, fmt.Sprintf("it is of another run than %s: %s", set.Files[0].Name, what),
				"merge the shards of one run: the same commit, configuration, flags and version of promptgit, and one N")
		}
	}
	refused = append(refused, set.disjoint()...)
	have := map[int]bool{}
	for _, f := range set.Files {
		have[f.Head.Shard] = true
	}
	for n := 1; n <= set.Files[0].Head.Of; n++ {
		if !have[n] {
			set.Missing = append(set.Missing, n)
		}
	}
	return set, refused
}

func keysOf(m map[string][]*ShardFile) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func latest(files []*ShardFile) string {
	last := ""
	for _, f := range files {
		last = max(last, f.Head.Time)
	}
	return last
}

// Identity tells the files of one run from those of others.
func (f *ShardFile) Identity() string {
	runs := make([]any, len(f.Runs))
	for i, run := range f.Runs {
		runs[i] = []any{string(run.Record), f.suites[run.Suite].sum, run.Repeat, run.NA, run.JudgesKey, run.Free, string(run.Place)}
	}
	return digest([]any{f.Head.Tool, f.Head.Of, f.Head.MinScore, f.Head.Flags, f.Head.LeftOut, f.Head.Newest, runs})
}

// differs says in which line a file is of another run than one that is taken.
func (f *ShardFile) differs(taken *ShardFile) (line int, what string) {
	unlike := func(name string, a, b any) string {
		x, y := bare(a), bare(b)
		if x == y {
			return ""
		}
		return fmt.Sprintf("%s is %s here and %s there", name, x, y)
	}
	if what = cmp.Or(
		unlike("the number of shards", f.Head.Of, taken.Head.Of),
		unlike("the tool", f.Head.Tool, taken.Head.Tool),
		unlike("gate.min_score", f.Head.MinScore, taken.Head.MinScore),
		unlike("what chooses the cases", f.Head.Flags, taken.Head.Flags),
	); what != "" {
		return 1, what
	}
	for i := range min(len(f.Runs), len(taken.Runs)) {
		a, b := &f.Runs[i], &taken.Runs[i]
		x, _ := DecodeRecord(string(a.Record)) // both were read before
		y, _ := DecodeRecord(string(b.Record))
		for _, pair := range []struct {
			name string
			x, y any
		}{
			{"commit", x.Commit, y.Commit},
			{"prompt", x.Path, y.Path},
			{"prompt_key", x.PromptKey, y.PromptKey},
			{"suite", x.Suite, y.Suite},
			{"suite_key", x.SuiteKey, y.SuiteKey},
			{"provider", x.Provider, y.Provider},
			{"model", x.Model, y.Model},
			{"params_key", x.ParamsKey, y.ParamsKey},
			{"endpoint_key", x.EndpointKey, y.EndpointKey},
			{"the number of samples", a.Repeat, b.Repeat},
			{"the key of the judges", a.JudgesKey, b.JudgesKey},
			{"the record", string(a.Record), string(b.Record)},
			{"the list of cases", f.suites[a.Suite].sum, taken.suites[b.Suite].sum},
			{"the list of cases that do not apply", fmt.Sprint(a.NA), fmt.Sprint(b.NA)},
			{"the place", string(a.Place), string(b.Place)},
		} {
			if what = unlike(pair.name, pair.x, pair.y); what != "" {
				return f.lines[i], what
			}
		}
	}
	return 1, cmp.Or(unlike("the number of runs", len(f.Runs), len(taken.Runs)), "it was made in another way")
}

// bare is a value as it is shown to people.
func bare(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return "unknown"
	}
	return string(bytes.TrimSpace(raw))
}

// onePerShard keeps of several files of one shard the one that judged most, and
// of these the latest. Equal files are one.
func onePerShard(files []*ShardFile) (kept []*ShardFile, refused diag.Errors) {
	files = slices.SortedFunc(slices.Values(files), func(a, b *ShardFile) int {
		return cmp.Or(
			cmp.Compare(a.Head.Shard, b.Head.Shard), cmp.Compare(b.judged, a.judged),
			strings.Compare(b.Head.Time, a.Head.Time), strings.Compare(b.sum, a.sum), strings.Compare(a.Name, b.Name),
		)
	})
	for _, f := range files {
		if len(kept) == 0 || kept[len(kept)-1].Head.Shard != f.Head.Shard {
			kept = append(kept, f)
			continue
		}
		if best := kept[len(kept)-1]; best.sum != f.sum && !f.Kept {
			refused.Add(diag.Pos{Path: f.Name, Line: 1}, fmt.Sprintf("shard %d/%d is in %s too, with other results", f.Head.Shard, f.Head.Of, best.Name),
				"give one file of each shard; the one that judged more is taken, or the later one")
		}
	}
	return kept, refused
}

// disjoint takes out files that judged the cases of another shard.
func (s *ShardSet) disjoint() (refused diag.Errors) {
	owner := map[[2]int]*ShardFile{}
	var files []*ShardFile
	for _, f := range s.Files {
		at := slices.IndexFunc(f.samples, func(x shardSample) bool { return owner[[2]int{x.Run, x.Row}] != nil })
		if at >= 0 {
			other := owner[[2]int{f.samples[at].Run, f.samples[at].Row}]
			refused.Add(diag.Pos{Path: f.Name, Line: 1}, "it judged a case that "+other.Name+" judged too", shardHint)
			continue
		}
		for i := range f.samples {
			owner[[2]int{f.samples[i].Run, f.samples[i].Row}] = f
		}
		files = append(files, f)
	}
	s.Files = files
	return refused
}
