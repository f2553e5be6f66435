package importer_test

import (
	"context"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/importer"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func TestWhatLangfuseCannotSayIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"no JSON":         {"[{]", "p.json:1:2: not JSON"},
		"cut short":       {`[{"name": "a"`, "p.json:1:14: not JSON: the document ends too soon"},
		"empty":           {``, "p.json:1:1: not JSON: the document ends too soon"},
		"no version":      {`[{"name": "a", "prompt": "x"}]`, "p.json:1:2: a version needs a number"},
		"other role":      {"[{\"name\": \"a\", \"version\": 1,\n \"prompt\": [{\"role\": \"judge\", \"content\": \"x\"}]}]", `p.json:2:13: a message of the role "judge"`},
		"image":           {`[{"name": "a", "version": 1, "prompt": [{"role": "user", "content": [{"type": "image_url"}]}]}]`, "p.json:1:41: the content of a message must be a text"},
		"twice":           {`[{"name": "a", "version": 1, "prompt": "x"}, {"name": "a", "version": 1, "prompt": "y"}]`, "p.json:1:46: version 1 of a stands here twice"},
		"lost reference":  {`[{"name": "a", "version": 1, "prompt": "@@@langfusePrompt:name=b|label=production@@@"}]`, `p.json:1:40: it refers to the prompt "b"`},
		"nothing":         {`[]`, "p.json:1:1: there is no version of a prompt in it"},
		"deep":            {strings.Repeat("[", 100_000), "nested deeper than 500 levels"},
		"odd placeholder": {`[{"name": "a", "version": 1, "prompt": [{"type": "placeholder", "name": "a b"}]}]`, `p.json:1:41: a placeholder cannot be called "a b"`},
	} {
		got := read(t, "langfuse", "p.json", c.text)
		if text := got.Errors.Error(); !strings.Contains(text, c.want) {
			t.Errorf("%s: want %q, got %q", name, c.want, text)
		}
	}
}

func TestAReferenceToATextIsAnInclude(t *testing.T) {
	t.Parallel()
	got := read(t, "langfuse", "p.json", `[{"name": "Tone", "version": 1, "prompt": "Be brief."},
{"name": "a", "version": 1, "prompt": "Answer. @@@langfusePrompt:name=Tone|label=production@@@"}]`)
	if len(got.Errors) > 0 || string(got.Prompts[1].Versions[0].Src) != "Answer. {% include \"/prompts/Tone.md\" %}\n" {
		t.Errorf("got %v, %v", got.Prompts, got.Errors)
	}
}

func TestAKeyIsNeverTakenOver(t *testing.T) {
	t.Parallel()
	key := "sk-" + "proj-" + "Ab3dE6gH9jKlM2nOpQ5rStUvWx8yZ1aB4cDe"
	got := read(t, "langfuse", "p.json", "[{\"name\": \"a\", \"version\": 1, \"config\": {\"x\": \""+key+"\"},\n\"prompt\": \"Use "+key+" to call.\"}]")
	src := string(got.Prompts[0].Versions[0].Src)
	if strings.Contains(src, key) || !strings.Contains(got.Warnings.Error(), "is left out") || strings.Contains(got.Warnings.Error(), key) {
		t.Errorf("got %q, %v", src, got.Warnings)
	}
}

// A text of Langfuse, with its variables filled in, is what the file renders to.
func TestATextRendersToWhatLangfuseWouldSend(t *testing.T) {
	t.Parallel()
	pieces := rapid.SampledFrom([]string{
		"{", "}", "{{", "}}", "{%", "%}", "{#", "#}", "{{who}}", "{{ who }}", "{{ not a var }}", " ", "\n", "user:", "System:", "---", "1", "2", `"`, `\`, "-",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := "a" + strings.Join(rapid.SliceOfN(pieces, 0, 12).Draw(t, "pieces"), "") + "z"
		got := read(t, "langfuse", "p.json", `[{"name": "a", "version": 1, "prompt": [{"role": "user", "content": `+quoted(text)+`}]}]`)
		if len(got.Errors) > 0 {
			t.Fatalf("%q: %v", text, got.Errors)
		}
		v := got.Prompts[0].Versions[0]
		p, err := prompt.Parse("prompts/a.md", v.Src, prompt.Options{})
		if err != nil {
			t.Fatalf("%q: %v", v.Src, err)
		}
		messages, err := p.Render(context.Background(), value.NewObject("who", "Ada"), prompt.RenderOptions{})
		if err != nil || len(messages) != 1 {
			t.Fatalf("%q as %q: %v, %v", text, v.Src, messages, err)
		}
		want := strings.NewReplacer("{{who}}", "Ada", "{{ who }}", "Ada").Replace(text)
		if messages[0].Text != want {
			t.Fatalf("%q as %q\nwant %q\ngot  %q", text, v.Src, want, messages[0].Text)
		}
	})
}

func FuzzLangfuse(f *testing.F) {
	s, _ := importer.Find("langfuse")
	f.Add(s.Example)
	f.Fuzz(func(t *testing.T, text string) {
		got := read(t, "langfuse", "p.json", text)
		if len(got.Errors) == 0 && len(got.Prompts) == 0 {
			t.Error("neither a prompt nor an error")
		}
	})
}
