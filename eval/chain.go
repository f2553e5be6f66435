package eval

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// conversationVar is the var under which a prompt finds what was said before.
const conversationVar = "_conversation"

// Chained says whether cases of the suite store their output for those after
// them, so that none can be judged alone.
func (s *Suite) Chained() bool {
	return slices.ContainsFunc(s.Cases, func(c Case) bool { return storedAs(&c) != "" })
}

func storedAs(c *Case) string { return optionText(c.Options, "storeOutputAs") }

// Talks says whether a prompt asks for what was said before it in a conversation,
// so that no case of it can be judged alone.
func Talks(p *prompt.Prompt) bool {
	return slices.ContainsFunc(p.Messages, func(m prompt.Message) bool { return strings.Contains(m.Text, conversationVar) })
}

// chain is what the samples of a line hand on to those after them.
type chain struct {
	stored *value.Object    // outputs by the name that storeOutputAs gives them
	said   map[string][]any // turns of conversations
}

// lines are the jobs that are to be judged one after the other, because outputs
// are handed on: those of one column, or of all columns that compete, which share
// what is stored, as in promptfoo. The others are loose.
func (x *execution) lines() (lines [][]*job, loose []*job) {
	const competing = -1
	number := make([]int, len(x.runs)) // of the line of a column
	hands := map[int]bool{}            // lines in which outputs are handed on
	for i, run := range x.runs {
		if number[i] = i; run.Column.Competes {
			number[i] = competing
		}
		if run.Column.Suite.Chained() || Talks(run.Column.Prompt) {
			hands[number[i]] = true
		}
	}
	for i := range x.runs {
		x.chained[i] = hands[number[i]]
	}
	at := map[int]int{} // where a line stands among lines
	for i := range x.jobs {
		j := &x.jobs[i]
		line := number[j.column]
		if !hands[line] {
			loose = append(loose, j)
			continue
		}
		n, begun := at[line]
		if !begun {
			n = len(lines)
			at[line], lines = n, append(lines, nil)
		}
		lines[n] = append(lines[n], j)
	}
	return lines, loose
}

// inOrder judges the samples of a line one after the other: test by test, its
// repetitions, its cases, and each in all columns before the next. Those that ask
// for it with runSerially come first. It is promptfoo's order.
func (x *execution) inOrder(ctx context.Context, line []*job) {
	slices.SortStableFunc(line, func(a, b *job) int {
		one, other := a.question.c, b.question.c
		return cmp.Or(
			cmp.Compare(rank(one), rank(other)),
			cmp.Compare(one.Test, other.Test), cmp.Compare(a.result.Sample, b.result.Sample),
			cmp.Compare(one.Index, other.Index), cmp.Compare(a.column, b.column),
		)
	})
	handed := &chain{stored: &value.Object{}, said: map[string][]any{}}
	for _, j := range line {
		if ctx.Err() != nil {
			return
		}
		x.link(ctx, handed, j)
	}
}

// rank is 0 for a case that asks to be judged before the others.
func rank(c *Case) int {
	if first, _ := c.Options.Get("runSerially"); first == true {
		return 0
	}
	return 1
}

// link judges a sample with what those before it handed on, and hands on what
// it gives.
func (x *execution) link(ctx context.Context, from *chain, j *job) {
	c := *j.question.c
	if made, err := x.transformedVars(ctx, &c); err == nil { // an error comes again when it is asked
		c = *made
		c.Code.Vars = nil
	}
	c.Vars = c.Vars.Clone()
	id, _ := c.Metadata.Get("conversationId")
	talk := fmt.Sprintf("%d %s", j.column, value.Canonical(id))
	if off, _ := c.Options.Get("disableConversationVar"); off != true && Talks(x.runs[j.column].Column.Prompt) {
		c.Vars.Set(conversationVar, append([]any{}, from.said[talk]...))
	}
	for name, output := range from.stored.All() {
		c.Vars.Set(name, output)
	}
	j.question, j.result.Case = &question{c: &c}, &c
	queue := make(chan *job, 1)
	x.answer(ctx, j, queue, nil)
	<-queue
	output, asked := j.result.Answer.Output, j.result.Messages != nil
	x.grade(ctx, j)
	if !asked {
		return
	}
	from.said[talk] = append(from.said[talk], turn(j.result.Rendered(), output))
	if name := storedAs(&c); name != "" && j.result.Answer.Output != "" && !j.lost {
		from.stored.Set(name, given(j.result.Answer))
	}
}

// given is an output as the tests after it find it: data where it is no text.
func given(a Answer) any {
	if a.Structured {
		if v, err := value.DecodeJSON([]byte(a.Output)); err == nil {
			return v
		}
	}
	return a.Output
}

// turn is what a prompt finds in _conversation of one call: the prompt, as JSON
// where it is JSON, the last of its messages, and the answer.
func turn(rendered, output string) *value.Object {
	var asked any = rendered
	if parsed, err := value.DecodeJSON([]byte(rendered)); err == nil && parsed != nil {
		asked = parsed
	}
	input := asked
	if list, _ := asked.([]any); len(list) > 0 {
		input = list[len(list)-1]
		if last, ok := input.(*value.Object); ok {
			if text, _ := last.Get("content"); text != nil && text != "" {
				input = text
			}
		}
	}
	return value.NewObject("prompt", asked, "input", input, "output", output)
}
