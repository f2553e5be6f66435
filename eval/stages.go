package eval

import (
	"context"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/prompt"
)

// staged says whether one call does not answer a case: steps come before it, or
// messages after it.
func (c *Column) staged(one *Case) bool { return len(c.Suite.Steps) > 0 || len(one.Turns) > 0 }

// steps is the chain of a column; without one it is its prompt alone.
func (c *Column) steps() []Step {
	if len(c.Suite.Steps) == 0 {
		return []Step{{Path: c.Prompt.Path, Judged: true}}
	}
	return c.Suite.Steps
}

// at is the column of one step.
func (c *Column) at(s Step) Column {
	one := *c
	if !s.Judged {
		one.Prompt, one.Target = s.Prompt, s.Target
		one.Code, one.Label = nil, ""
	}
	return one
}

// stageKeys are the settings of the steps of a column, see settingsKey.
func (c *Column) stageKeys() []string {
	steps := c.steps()
	keys := make([]string, len(steps))
	for i, s := range steps {
		one := c.at(s)
		keys[i] = settingsKey(one.Target, one.Prompt)
	}
	return keys
}

// stage answers a job by the steps of its column and the messages of its case.
// See desk.ask for relieve.
func (x *execution) stage(ctx context.Context, j *job, relieve func()) {
	answer, err := x.through(ctx, j, relieve)
	j.result.answered(answer, err)
	if err == nil && answer.Cached {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.runs[j.column].Cached++
	}
}

func (x *execution) through(ctx context.Context, j *job, relieve func()) (Answer, error) {
	col, set := &x.runs[j.column].Column, x.settings[j.column]
	made, err := x.transformedVars(ctx, j.question.c)
	if err != nil {
		return Answer{}, err
	}
	c := *made
	c.Code.Vars = nil
	c.Vars = c.Vars.Clone()
	steps := col.steps()
	var sum Answer
	for i, s := range steps {
		asked := c
		asked.Vars = c.Vars.Clone()
		if i < len(steps)-1 {
			asked.Turns, asked.Options = nil, nil // they belong to what is judged at the end
		}
		set.key = set.stages[i]
		t, err := x.speak(ctx, j, col.at(s), set, &asked, relieve)
		if err != nil && len(steps) > 1 {
			err = fmt.Errorf("step %s: %w", s.name(), err)
		}
		if t != nil && i > 0 {
			t.answer = t.answer.after(sum)
		}
		if t != nil {
			sum = t.answer
		}
		if err != nil {
			return Answer{Tokens: sum.Tokens, Cost: sum.Cost, Latency: sum.Latency}, err // it was paid for all the same
		}
		if len(steps) > 1 {
			j.result.Steps = append(j.result.Steps, StepOutput{Path: s.Path, As: s.As, Messages: t.asked(), Answer: t.last})
		}
		if s.As != "" {
			c.Vars.Set(s.As, given(t.last))
		}
		j.result.Case, j.result.Messages, j.stray = t.c, t.asked(), t.stray
	}
	return sum, nil
}

func (s Step) name() string {
	if s.As != "" {
		return s.As
	}
	return s.Path
}

// speak holds the conversation of one step. One that cannot begin is nil.
func (x *execution) speak(ctx context.Context, j *job, col Column, set setting, c *Case, relieve func()) (*talk, error) {
	q := &question{c: c}
	if err := q.ready(ctx, x.Engine, col, set); err != nil {
		return nil, err
	}
	nothing := Answer{Cost: new(float64)}
	t := &talk{answer: nothing, last: nothing, x: x, col: &col, set: set, c: q.c, sample: col.Seen + j.result.Sample, said: openingOf(&col, q.messages), relieve: relieve}
	err := t.run(ctx)
	x.mu.Lock()
	x.runs[j.column].Calls += t.calls
	x.mu.Unlock()
	return t, err
}

// openingOf are the messages of a prompt; a prompt of a promptfoo configuration may be
// the text of a chat.
func openingOf(col *Column, messages []prompt.Message) []prompt.Message {
	if len(messages) == 1 && prompt.IsInline(col.Prompt) {
		if chat := prompt.Chat(messages[0].Text); chat != nil {
			return chat
		}
	}
	return slices.Clone(messages)
}

// strayed is the verdict of a model that did not go the way of its case: it
// failed, whatever it said then.
func strayed(why string) Graded {
	return Graded{Asserts: []AssertResult{{Type: "messages", Verdict: Verdict{Reason: why}}}}
}

// atStep is the sample of one step of a chain.
func (s *Sample) atStep(as string) (Sample, error) {
	for _, step := range s.Steps {
		if step.As == as {
			one := *s
			one.Answer, one.Messages = step.Answer, step.Messages
			return one, nil
		}
	}
	return Sample{}, fmt.Errorf("there is no output of the step %s", as)
}
