package apart_test

import (
	"encoding/json"
	"errors"
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
	top         int // of top_p, 0 for none
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

// front writes the model and the parameters, those below a key where it is
// needed: it ends with the indent of its keys.
func (s sketch) front(model, key, top string) string {
	var b strings.Builder
	if s.model != "" {
		fmt.Fprintf(&b, "%s%s\n", model, s.model)
	}
	next := key
	if s.temperature > 0 {
		fmt.Fprintf(&b, "%stemperature: 0.%d\n", next, s.temperature)
		next = key[strings.LastIndexByte(key, '\n')+1:]
	}
	if s.top > 0 {
		fmt.Fprintf(&b, "%s%s: 0.%d\n", next, top, s.top)
	}
	return b.String()
}

func quoted(s string) string {
	out, _ := json.Marshal(s)
	return string(out)
}

// writers is the one list of formats: a path and how a sketch is written.
func writers() map[string]func(sketch) string {
	under := func(front string, s sketch) string {
		shot := ""
		if s.shot != "" {
			shot = "user:\nOne?\n\nassistant:\n" + s.shot + "\n\n"
		}
		return fmt.Sprintf("---\n%s---\nsystem:\n%s\n\n%suser:\n%s\n", front, s.system(), shot, s.question)
	}
	native := func(s sketch) string { return under(s.front("model: ", "", "top_p"), s) }
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
			return under(fmt.Sprintf("model:\n  id: %s\n  options: {temperature: 0.%d, topP: 0.5}\n", s.model, s.temperature), s)
		},
		"v2/p.prompty": func(s sketch) string {
			return under("name: x\nmodel:\n"+s.front("  id: ", "  options:\n    ", "topP"), s)
		},
		"v1/p.prompty": func(s sketch) string {
			return under("name: x\nmodel:\n  api: chat\n  configuration:\n    type: openai\n"+s.front("    name: ", "  parameters:\n    ", "top_p"), s)
		},
		"p.prompt.md": native,
		"bare/p.md":   func(s sketch) string { return s.system() + "\n" },
		"plain.txt": func(s sketch) string {
			var b strings.Builder
			for _, x := range s.sections {
				fmt.Fprintf(&b, "%s: %s\n\n", x.name, x.text)
			}
			return b.String()
		},
		"p.prompt": func(s sketch) string {
			shot := ""
			if s.shot != "" {
				shot = "{{role \"user\"}}\nOne?\n{{role \"model\"}}\n" + s.shot + "\n"
			}
			return fmt.Sprintf("---\n%sinput:\n  schema:\n    question: string\n---\n{{role \"system\"}}\n%s\n%s{{role \"user\"}}\n%s\n",
				s.front("model: ", "config:\n  ", "topP"), s.system(), shot, s.question)
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
	s := sketch{
		model: "gpt-a", temperature: rapid.IntRange(0, 9).Draw(t, "temperature"), top: rapid.SampledFrom([]int{0, 5}).Draw(t, "top_p"),
		question: "Say {{ question }}.",
	}
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
		s.model = rapid.SampledFrom([]string{"gpt-b", ""}).Draw(t, "other model")
	}
	switch rapid.IntRange(0, 3).Draw(t, "other temperature") {
	case 1:
		s.temperature = s.temperature%9 + 1
	case 2:
		s.temperature = 0
	}
	if rapid.Bool().Draw(t, "top") {
		s.top = 5 - s.top
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
			runs, several, gaveUp := 0, 0, 0
			rapid.Check(t, func(t *rapid.T) {
				s := drawSketch(t)
				before, after := write(s), write(edited(t, s))
				changes := prompt.Compare(parsed(t, path, before), parsed(t, path, after))
				plan, err := apart.Take([]apart.File{{Path: path, Before: []byte(before), After: []byte(after)}}, options())
				var e *apart.InseparableError
				if errors.As(err, &e) && path == "plain.txt" { // of paragraphs that are nearly the same, one draw in thousands
					gaveUp++
					return
				}
				if err != nil {
					t.Fatalf("%v\n--- before\n%s\n--- after\n%s\n%v", err, before, after, changes)
				}
				// What stands only together is told in steps, which may be others.
				if len(plan.Parts) != len(changes) && path != "plain.txt" && !plan.InSteps(path) {
					t.Fatalf("%d parts of %d changes\n%v\n%v\n--- before\n%s\n--- after\n%s", len(plan.Parts), len(changes), plan.Parts, changes, before, after)
				}
				if runs++; len(changes) > 1 {
					several++
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
			if gaveUp > 2+runs/500 {
				t.Errorf("%d changes cannot be told apart, beside %d that can", gaveUp, runs)
			}
			if several < runs/3 {
				t.Errorf("only %d of %d changes are of several variables", several, runs)
			}
		})
	}
}

func paragraphs(names string) string {
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "Part %c: Aa aa aa aa.\nAa aa aa aa.\n\n", name)
	}
	return b.String()
}

// Changes that no set of lines for each variable explains.
func TestWhatStandsOnlyTogetherIsMadeInSteps(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ path, before, after string }{
		"a key goes, and another comes below": {
			"p.prompt", "---\nmodel: m\nconfig:\n  temperature: 0.75\ninput:\n  schema:\n    q: string\n---\nDo {{q}}.\n",
			"---\nconfig:\n  temperature: 0.75\n  topK: 10\ninput:\n  schema:\n    q: string\n---\nDo {{q}}.\n",
		},
		"several keys come below a new one": {
			"p.prompt", "---\nmodel: m\n---\nDo it.\n", "---\nmodel: m\nconfig:\n  temperature: 0.7\n  topK: 10\n  topP: 0.5\n---\nDo it.\n",
		},
		"front matter grows and the text changes": {
			"p.prompt", "---\nmodel: a\n---\n{{ role \"system\" }}\n\nYou speak as a sailor.\n\n{{ role \"user\" }}\n\nGreet me\n",
			"---\nmodel: b\ninput:\n  schema:\n    scan: string\n---\n{{ role \"system\" }}\n\nYou read bills as a sailor.\n\n{{ role \"user\" }}\n\nRead this bill\n{{media url=scan}}\n",
		},
		"a key is renamed": {
			"p.md", "---\nmodel: \"x\"\nmode: \"agent\"\n---\n# A\nDo it.\n", "---\nmodel: \"x\"\nagent: \"agent\"\n---\n# A\nDo it.\n",
		},
		"text gets headings": {
			"p.md", "Order: mend the letter below.\n\nGiven: a letter to a guest.\n\nWanted: the mended letter alone.\n",
			"# ROLE\n\nYou mend letters.\n\n# TASKS\n\n- Find slips.\n- Put them right.\n\n# ANSWER\n\n- The mended letter.\n\n# LETTER:\n\nLETTER:\n",
		},
		"a paragraph goes, and the next changes": {
			"p.txt", "Aa aa.\nAa aa.\n\nBb bb.\nBb bb.\n\nCc cc cc.\nCc cc dd.\n\nDd dd.\n", "Aa aa.\nAa aa.\n\nCc cc dd.\n\nDd dd.\n",
		},
		"one of several alike goes, two trade places and one changes": {
			"p.txt", paragraphs("ABCDE"), paragraphs("CB") + "Part D: Aa aa aa aa.\n\n" + paragraphs("E"),
		},
		"a paragraph like the others goes, and the next changes": {
			"p.txt", strings.Repeat("Aa aa aa aa.\nAa aa aa aa.\n\n", 2) + "Aa aa aa aa.\nAa aa ba aa.\n\nAa aa aa aa.\nAa aa aa aa.\n",
			"Aa aa aa aa.\nAa aa aa aa.\n\nAa aa ba aa.\n\nAa aa aa aa.\nAa aa aa aa.\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			plan, err := apart.Take([]apart.File{{Path: c.path, Before: []byte(c.before), After: []byte(c.after)}}, options())
			if err != nil || len(plan.Parts) < 2 {
				t.Fatalf("%+v, %v", plan, err)
			}
			if !plan.Fits() {
				t.Error("a step is not one variable")
			}
			on := slices.Repeat([]bool{true}, len(plan.Parts))
			if got := string(plan.With(on)[c.path]); got != c.after {
				t.Errorf("the end is\n%s", got)
			}
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
