package provider

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/promptgit/promptgit/eval"
)

func replayType() Type {
	keys := []string{"file"}
	return Type{
		Name:    "replay",
		Doc:     "answers from a file of recorded outputs: JSON Lines, or what eval --json printed",
		Example: "replay:recorded.jsonl",
		Keys:    keys,
		Arg:     true,
		New:     func(s Spec, d Deps) (eval.Target, error) { return newReplay(s, s.read(keys), d) },
	}
}

// replay answers from recordings by what identifies them.
type replay struct {
	path string
	by   map[identity][]recording
}

// identity is one way to say which question a recording answers. Exactly one
// field is set.
type identity struct {
	rendered string
	name     string // key or id of a case
	row      int    // index + 1
}

func newReplay(s Spec, o *options, d Deps) (eval.Target, error) {
	path := s.Arg
	if f := o.text("file"); f != "" {
		path = f
	}
	if path == "" {
		o.errs.Add(s.at("file"), "no file to replay is named", "write replay:FILE or file: FILE")
	}
	if err := o.errs.Err(); err != nil {
		return eval.Target{}, err
	}
	src, err := d.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		o.errs.Add(s.at("file"), "there are no recorded outputs at "+path, "record some: promptgit eval --provider PROVIDER --record "+path)
		return eval.Target{}, o.errs.Err()
	}
	if err != nil {
		return eval.Target{}, fmt.Errorf("read the recorded outputs: %w", err)
	}
	recordings, err := parseRecordings(path, src)
	if err != nil {
		return eval.Target{}, err
	}
	r := &replay{path: path, by: map[identity][]recording{}}
	for _, rec := range recordings {
		for _, id := range rec.identities() {
			r.by[id] = append(r.by[id], rec)
		}
	}
	return eval.Target{
		Provider: s.Name,
		Model:    s.Model,
		Endpoint: fmt.Sprintf("replay %x", sha256.Sum256(src)),
		Caller:   r,
		Free:     true,
		Price:    &eval.Price{},
	}, nil
}

// Complete looks a recording up by the rendered text, then by the case's key,
// id and row. A recording that has its text answers only that: what a model said
// to the prompt before an edit says nothing of the prompt after it.
func (r *replay) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	if err := ctx.Err(); err != nil {
		return eval.Answer{}, err
	}
	other := false
	for _, id := range []identity{{rendered: req.Rendered}, {name: req.Case}, {name: req.CaseID}, {row: req.Row + 1}} {
		if id == (identity{}) {
			continue
		}
		list := slices.DeleteFunc(slices.Clone(r.by[id]), func(rec recording) bool {
			return rec.Rendered != "" && rec.Rendered != req.Rendered
		})
		other = other || len(list) < len(r.by[id])
		rec, found, err := pick(list, req)
		if err != nil {
			return eval.Answer{}, &eval.CallError{Err: fmt.Errorf("%s: %w", r.path, err)}
		}
		if found {
			return rec.answer()
		}
	}
	missing := fmt.Errorf("%s has no output for sample %d of this case", r.path, req.Sample)
	if other {
		missing = fmt.Errorf("%w, only for another text of the prompt", missing)
	}
	return eval.Answer{}, &eval.CallError{
		Err:  missing,
		Hint: "record it with another provider: promptgit eval --provider PROVIDER --record FILE",
	}
}

// pick finds the recording of a sample. Several that say the same are one;
// several that differ are an error, since any choice would be a guess.
func pick(list []recording, req eval.Request) (rec recording, found bool, err error) {
	for _, r := range list {
		if r.Sample != nil && *r.Sample != req.Sample || r.Model != "" && req.Model != "" && r.Model != req.Model {
			continue
		}
		if found && (r.Output != rec.Output || r.Error != rec.Error) {
			return recording{}, false, fmt.Errorf("recordings of one question differ: %s and %s", rec.where(), r.where())
		}
		if !found {
			rec, found = r, true
		}
	}
	return rec, found, nil
}

func (r recording) answer() (eval.Answer, error) {
	if r.Error != "" {
		return eval.Answer{}, &eval.CallError{Err: errors.New("recorded: " + r.Error)}
	}
	return eval.Answer{
		Output:       r.Output,
		Model:        cmp.Or(r.Answered, r.Model),
		FinishReason: r.FinishReason,
		Structured:   r.Structured,
		Refusal:      r.Refusal,
		Flagged:      r.Flagged,
		LogProbs:     r.LogProbs,
		Tokens:       r.Tokens,
		Cost:         &r.CostUSD,
		Latency:      time.Duration(r.LatencyMS) * time.Millisecond,
	}, nil
}
