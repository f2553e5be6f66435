package apart_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/apart"
	"github.com/promptgit/promptgit/prompt"
)

// sketch is a prompt that can be written in every format.
type sketch struct {
	model       string
	temperature int
	sections    []section
	question    string
	shot        string // answer of the example, "" for none
}

type section struct{ name, text string }

func (s sketch) system() string {
	var b strings.Builder
	for _, x := range s.sections {
		fmt.Fprintf(&b, "# %s\n%s\n\n", x.name, x.text)
	}
	return strings.TrimRight(b.String(), "\n")
}

func quoted(s string) string {
	out, _ := json.Marshal(s)
	return string(out)
}

// writers is the one list of formats: a path and how a sketch is written.
func writers() map[string]func(sketch) string {
	native := func(s sketch) string {
		shot := ""
		if s.shot != "" {
			shot = "user:\nOne?\n\nassistant:\n" + s.shot + "\n\n"
		}
		return fmt.Sprintf("---\nmodel: %s\ntemperature: 0.%d\n---\nsystem:\n%s\n\n%suser:\n%s\n", s.model, s.temperature, s.system(), shot, s.question)
	}
	chat := func(s sketch) [][2]string {
		list := [][2]string{{"system", s.system()}}
		if s.shot != "" {
			list = append(list, [2]string{"user", "One?"}, [2]string{"assistant", s.shot})
		}
		return append(list, [2]string{"user", s.question})
	}
	return map[string]func(sketch) string{
		"p.md":      native,
		"crlf/p.md": func(s sketch) string { return strings.ReplaceAll(native(s), "\n", "\r\n") },
		"p.txt": func(s sketch) string {
			var b strings.Builder
			for _, x := range s.sections {
				fmt.Fprintf(&b, "<%s>\n%s\n</%s>\n", strings.ReplaceAll(x.name, " ", "_"), x.text, strings.ReplaceAll(x.name, " ", "_"))
			}
			return b.String()
		},
		"p.prompty": func(s sketch) string {
			return strings.Replace(native(s), fmt.Sprintf("model: %s\ntemperature: 0.%d\n", s.model, s.temperature),
				fmt.Sprintf("model:\n  id: %s\n  options: {temperature: 0.%d, topP: 0.5}\n", s.model, s.temperature), 1)
		},
		"p.prompt": func(s sketch) string {
			shot := ""
			if s.shot != "" {
				shot = "{{role \"user\"}}\nOne?\n{{role \"model\"}}\n" + s.shot + "\n"
			}
			return fmt.Sprintf("---\nmodel: %s\nconfig:\n  temperature: 0.%d\n---\n{{role \"system\"}}\n%s\n%s{{role \"user\"}}\n%s\n",
				s.model, s.temperature, s.system(), shot, s.question)
		},
		"p.agent": func(s sketch) string {
			return fmt.Sprintf("---\nmodel: %s\ntemperature: 0.%d\n---\n<system>\n%s\n</system>\n<user>\n%s\n</user>\n", s.model, s.temperature, s.system(), s.question)
		},
		"p.prompt.yml": func(s sketch) string {
			var b strings.Builder
			fmt.Fprintf(&b, "model: %s\nmodelParameters: {temperature: 0.%d, topP: 0.5}\nmessages:\n", s.model, s.temperature)
			for _, m := range chat(s) {
				fmt.Fprintf(&b, "  - role: %s\n    content: |\n      %s\n", m[0], strings.ReplaceAll(m[1], "\n", "\n      "))
			}
			return b.String()
		},
		"p.json": func(s sketch) string {
			var list []string
			for _, m := range chat(s) {
				list = append(list, fmt.Sprintf("{\"role\": %q, \"content\": %s}", m[0], quoted(m[1])))
			}
			return "[" + strings.Join(list, ", ") + "]"
		},
		"p.yaml": func(s sketch) string {
			var b strings.Builder
			for _, m := range chat(s) {
				fmt.Fprintf(&b, "- role: %s\n  content: %s\n", m[0], quoted(m[1]))
			}
			return b.String()
		},
	}
}

func sentence(t *rapid.T, label string) string {
	words := rapid.SliceOfN(rapid.StringMatching(`[a-z]{2,7}`), 4, 9).Draw(t, label)
	return strings.ToUpper(words[0][:1]) + strings.Join(words, " ")[1:] + "."
}

func drawSketch(t *rapid.T) sketch {
	s := sketch{model: "gpt-a", temperature: rapid.IntRange(1, 9).Draw(t, "temperature"), question: "Say {{ question }}."}
	for i := range rapid.IntRange(2, 5).Draw(t, "sections") {
		s.sections = append(s.sections, section{fmt.Sprintf("Part %c", 'A'+i), sentence(t, "text") + "\n" + sentence(t, "more")})
	}
	if rapid.Bool().Draw(t, "with example") {
		s.shot = sentence(t, "shot")
	}
	return s
}

// edited changes several things at once.
func edited(t *rapid.T, s sketch) sketch {
	s.sections = slices.Clone(s.sections)
	if rapid.Bool().Draw(t, "model") {
		s.model = "gpt-b"
	}
	if rapid.Bool().Draw(t, "warmer") {
		s.temperature = s.temperature%9 + 1
	}
	if s.shot != "" && rapid.Bool().Draw(t, "other example") {
		s.shot = sentence(t, "other shot")
	}
	for i := range s.sections {
		switch rapid.IntRange(0, 5).Draw(t, "edit") {
		case 1:
			s.sections[i].text = sentence(t, "whole")
		case 2:
			s.sections[i].text += " " + sentence(t, "added")
		case 3:
			s.sections[i].name += " more"
		}
	}
	if rapid.Bool().Draw(t, "new section") {
		at := rapid.IntRange(0, len(s.sections)).Draw(t, "at")
		s.sections = slices.Insert(s.sections, at, section{"Fresh", sentence(t, "fresh")})
	}
	if len(s.sections) > 2 && rapid.Bool().Draw(t, "drop") {
		at := rapid.IntRange(0, len(s.sections)-1).Draw(t, "dropped")
		s.sections = slices.Delete(s.sections, at, at+1)
	}
	if rapid.IntRange(0, 3).Draw(t, "swap") == 3 {
		s.sections[0], s.sections[1] = s.sections[1], s.sections[0]
	}
	return s
}

func options() apart.Options {
	return apart.Options{IsPrompt: func(string) bool { return true }, Role: func(string) string { return "" }}
}

func TestEveryPartIsOneVariableAndTheLastGivesTheEnd(t *testing.T) {
	t.Parallel()
	for _, path := range slices.Sorted(maps.Keys(writers())) {
		write := writers()[path]
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				s := drawSketch(t)
				before, after := write(s), write(edited(t, s))
				changes := prompt.Compare(parsed(t, path, before), parsed(t, path, after))
				plan, err := apart.Take([]apart.File{{Path: path, Before: []byte(before), After: []byte(after)}}, options())
				if err != nil {
					t.Fatalf("%v\n--- before\n%s\n--- after\n%s\n%v", err, before, after, changes)
				}
				if len(plan.Parts) != len(changes) {
					t.Fatalf("%d parts of %d changes", len(plan.Parts), len(changes))
				}
				on := make([]bool, len(plan.Parts))
				was := parsed(t, path, string(plan.With(on)[path]))
				for i := range plan.Parts {
					on[i] = true
					now := parsed(t, path, string(plan.With(on)[path]))
					if step := prompt.Compare(was, now); len(step) != 1 {
						t.Fatalf("step %d changes %v", i, step)
					}
					was = now
				}
				if got := string(plan.With(on)[path]); got != after && len(changes) > 0 {
					t.Fatalf("the end is\n%s\nwant\n%s", got, after)
				}
			})
		})
	}
}

func parsed(t *rapid.T, path, text string) *prompt.Prompt {
	p, err := prompt.Parse(path, []byte(text), prompt.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return p
}
