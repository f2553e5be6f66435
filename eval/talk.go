package eval

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/prompt"
)

// talk is one conversation under way: the prompt, then the messages of a case,
// then the answers to those that ask for one.
type talk struct {
	x      *execution
	col    *Column
	set    setting
	c      *Case
	sample int

	relieve func() // see desk.ask

	said   []prompt.Message
	answer Answer // the last one, with the usage of all
	last   Answer // the last one alone
	asks   int    // answers so far
	calls  int    // that reached the provider
	stray  string // why what the model did is not what the case goes on with, "" where it is
}

// run says everything there is to say. A message of the user after another one,
// or after the result of a tool, waits for the model's answer to that one, and so
// does the end.
func (t *talk) run(ctx context.Context) error {
	for i, turn := range t.c.Turns {
		m, err := t.rendered(ctx, turn)
		if err != nil {
			return fmt.Errorf("messages[%d]: %w", i, err)
		}
		if t.waits(m) {
			if err := t.ask(ctx); err != nil {
				return fmt.Errorf("before messages[%d]: %w", i, err)
			}
		}
		if t.fits(&m, i); t.stray != "" {
			return nil
		}
		t.said = append(t.said, m)
	}
	return t.ask(ctx)
}

// waits says whether the model is to speak before m.
func (t *talk) waits(m prompt.Message) bool {
	if len(t.said) == 0 {
		return false
	}
	switch last := t.said[len(t.said)-1].Role; m.Role {
	case "user":
		return last == "user" || last == "tool"
	case "tool":
		return last == "user"
	}
	return false
}

// fits finds the call that a result of a tool answers, and notes where the model
// went another way than the case.
func (t *talk) fits(m *prompt.Message, i int) {
	open := t.open()
	switch {
	case m.Role == "tool" && m.CallID != "":
	case m.Role == "tool":
		at := slices.IndexFunc(open, func(c prompt.Call) bool { return c.Name == m.Name })
		if at < 0 {
			t.stray = fmt.Sprintf("the model did not call %s, whose result messages[%d] gives", m.Name, i)
			return
		}
		m.CallID = open[at].ID
	case len(open) > 0 && m.Role != "assistant":
		t.stray = fmt.Sprintf("the model called %s, and messages[%d] gives no result of it", open[0].Name, i)
	}
}

// open are the calls of the last assistant message without a result.
func (t *talk) open() []prompt.Call {
	for i := len(t.said) - 1; i >= 0; i-- {
		m := t.said[i]
		if m.Role == "tool" {
			continue
		}
		return slices.DeleteFunc(slices.Clone(m.Calls), func(c prompt.Call) bool {
			return slices.ContainsFunc(t.said[i+1:], func(m prompt.Message) bool {
				return m.CallID == c.ID && (c.ID != "" || m.Name == c.Name)
			})
		})
	}
	return nil
}

// rendered is a message of the case with its templates filled in.
func (t *talk) rendered(ctx context.Context, m prompt.Message) (prompt.Message, error) {
	render := scopedRender(t.x.RenderValue, t.set.env)
	fill := func(text string) (string, error) {
		if !isTemplate(text) {
			return text, nil
		}
		return render(ctx, text, t.c.Vars)
	}
	var err error
	if len(m.Parts) == 0 {
		m.Text, err = fill(m.Text)
		return m, err
	}
	m.Parts = slices.Clone(m.Parts)
	for i := range m.Parts {
		if m.Parts[i], err = m.Parts[i].Filled(fill); err != nil {
			return m, err
		}
		if strings.HasPrefix(m.Parts[i].URL, fileScheme) {
			return m, fmt.Errorf("%s: the name of a file cannot be made by a template", m.Parts[i].URL)
		}
	}
	m.Text = prompt.TextOf(m.Parts)
	return m, nil
}

// asked is what the last answer answers.
func (t *talk) asked() []prompt.Message {
	if t.stray != "" {
		return t.said
	}
	return t.said[:len(t.said)-1]
}

// ask asks for the next answer and takes it into the conversation.
func (t *talk) ask(ctx context.Context) error {
	col := t.col
	key := jobKey(messagesKey(t.set.key, t.said), t.sample)
	a, calls, err := t.x.consult(ctx, col.Target, key, Request{
		Messages: slices.Clone(t.said), Rendered: prompt.Flatten(t.said), Model: col.Target.Model,
		Params: col.Prompt.Params, Tools: col.Prompt.Tools, Schema: col.Prompt.Schema.Output,
		Sample: t.sample, Seed: seed(key), Case: t.c.Key, CaseID: t.c.ID, Row: t.c.Index,
	}, t.relieve)
	t.calls += calls
	if err != nil {
		return err
	}
	said := prompt.Replied(a.Output, a.Structured)
	said.Thoughts = a.Thoughts
	t.said = append(t.said, said)
	if t.last = a; t.asks > 0 {
		a = a.after(t.answer)
	}
	t.answer = a
	t.asks++
	return nil
}

// after is an answer with the usage of one before it: what both took.
func (a Answer) after(before Answer) Answer {
	a.Tokens = a.Tokens.plus(before.Tokens)
	a.Latency += before.Latency
	a.Cached = a.Cached && before.Cached
	switch {
	case a.Cost == nil || before.Cost == nil:
		a.Cost = nil
	default:
		a.Cost = new(*a.Cost + *before.Cost)
	}
	return a
}

func (t Tokens) plus(o Tokens) Tokens {
	return Tokens{t.Prompt + o.Prompt, t.Completion + o.Completion, t.sum() + o.sum(), t.Cached + o.Cached, t.Reasoning + o.Reasoning}
}
