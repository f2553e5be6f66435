package prompt

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// withThreads puts the messages that a case gives for an input of kind thread in
// the place where the prompt names it; without any the name stands for nothing.
func withThreads(p *Prompt, vars *value.Object) *Prompt {
	threads := slices.DeleteFunc(slices.Clone(p.Inputs), func(in Input) bool { return in.Type != "thread" })
	if len(threads) == 0 {
		return p
	}
	expanded := *p
	for _, in := range threads {
		v, _ := vars.Get(in.Name)
		list, _ := v.([]any)
		expanded.Messages = expandThread(expanded.Messages, in.Name, list)
	}
	return &expanded
}

func expandThread(messages []Message, name string, thread []any) []Message {
	var out []Message
	for _, m := range messages {
		at := onlyName().FindAllStringSubmatchIndex(m.Text, -1)
		at = slices.DeleteFunc(at, func(i []int) bool { return m.Text[i[2]:i[3]] != name })
		if len(at) == 0 {
			out = append(out, m)
			continue
		}
		before := m
		before.Text = strings.TrimSpace(m.Text[:at[0][0]])
		after := m
		after.Line += strings.Count(m.Text[:at[0][1]], "\n")
		after.Text = strings.TrimSpace(m.Text[at[0][1]:])
		if before.Text != "" {
			out = append(out, before)
		}
		for _, x := range thread {
			o, _ := x.(*value.Object)
			role, _ := o.Get("role")
			content, _ := o.Get("content")
			said := Message{Line: m.Line, Flat: true, Text: strings.ReplaceAll(display(content), "{", "{{ '{' }}")}
			if said.Role, _ = role.(string); said.Role != "" && content != nil {
				out = append(out, said)
			}
		}
		if after.Text != "" {
			out = append(out, after)
		}
	}
	return out
}
