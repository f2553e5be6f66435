package eval

import "context"

// Forecast is what one column of a run would ask, as far as that is known before
// anything is asked.
type Forecast struct {
	Cases   int // that apply
	Samples int
	NA      int
	Errors  int   // samples that cannot be asked: their prompt cannot be rendered
	Err     error // the first reason for that, nil for none

	Calls  int  // that no kept answer and no other sample spares; retries are not in it
	Cached int  // samples whose answer is kept, or comes with that of another sample
	More   bool // of chains and conversations: their calls are all counted, since what they ask is made of answers

	Input   int  // tokens of input of the calls, four bytes each
	Output  int  // tokens of output that the calls may have at most, where Bounded
	Bounded bool // parameters or the provider bound the output of every call
	Files   bool // images or other files are sent, which Input does not count

	Questions int            // to judges about answers that the calls give: at least so many
	Again     int            // about answers that are kept, which may be kept too
	Open      map[string]int // calls by the key of their case; a case of a chain has several
}

// Forecast tells what a run of these columns would ask. Nothing is asked and nothing
// is written; kept says whether the answer for a key is there. What code of a suite
// makes is made, as for a run.
func (e *Engine) Forecast(ctx context.Context, cols []Column, kept func(key string) bool) ([]Forecast, error) {
	if err := e.checkCode(cols); err != nil {
		return nil, err
	}
	settings := make([]setting, len(cols))
	for i, col := range cols {
		var err error
		if settings[i], err = e.settingOf(ctx, col); err != nil {
			return nil, err
		}
	}
	runs, jobs := plan(cols)
	list := make([]Forecast, len(cols))
	cases := make([]map[int]bool, len(cols))
	for i := range runs {
		list[i] = Forecast{Samples: len(runs[i].Results), NA: len(runs[i].NA), Bounded: true, Open: map[string]int{}}
		cases[i] = map[int]bool{}
	}
	asked := map[string]bool{}
	for n := range jobs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		j := &jobs[n]
		cases[j.column][j.question.c.Index] = true
		e.foresee(ctx, j, cols[j.column], settings[j.column], &list[j.column], func(key string) bool {
			known := asked[key] || kept(key)
			asked[key] = true
			return known
		})
	}
	for i := range list {
		list[i].Cases = len(cases[i])
	}
	return list, nil
}

// foresee adds one sample.
func (e *Engine) foresee(ctx context.Context, j *job, col Column, set setting, f *Forecast, known func(string) bool) {
	q := j.question
	if err := q.ready(ctx, e, col, set); err != nil {
		f.Errors++
		if f.Err == nil {
			f.Err = err
		}
		return
	}
	questions := questionsOf(q.c.Asserts)
	if q.c.Output != nil {
		f.Again += questions
		return
	}
	calls := 1
	if col.staged(q.c) {
		f.More = true
		calls = len(col.steps()) + repliesIn(q)
	} else if !col.Target.Free && known(jobKey(q.key, col.Seen+j.result.Sample)) {
		f.Cached++
		f.Again += questions
		return
	}
	s := sizeOf(Request{Messages: q.messages, Params: col.Prompt.Params, Tools: col.Prompt.Tools, Schema: col.Prompt.Schema.Output})
	output := s.output
	if !s.bounded {
		output = col.Target.MaxOutput
	}
	f.Calls += calls
	f.Questions += questions
	f.Open[q.c.Key] += calls
	f.Input += calls * usage{}.expected(size{bytes: s.bytes})
	f.Output += calls * output
	f.Bounded, f.Files = f.Bounded && output > 0, f.Files || s.files
}

// repliesIn counts the answers that the messages of a case ask for before its last
// one: those of the user that come after another, or after the result of a tool.
func repliesIn(q *question) int {
	n, last := 0, ""
	if len(q.messages) > 0 {
		last = q.messages[len(q.messages)-1].Role
	}
	for _, m := range q.c.Turns {
		if m.Role == "user" && (last == "user" || last == "tool") || m.Role == "tool" && last == "user" {
			n++
		}
		last = m.Role
	}
	return n
}

// questionsOf counts what judges are asked about one output at least: each model
// that an assertion names once, the first as often as there are votes.
func questionsOf(asserts []Assertion) int {
	n := 0
	for i := range asserts {
		a := &asserts[i]
		if a.Judge != nil {
			n += max(1, a.Votes)
		}
		if a.Embedder != nil {
			n++
		}
		n += questionsOf(a.Set)
	}
	return n
}
