package prompt_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

const png = "\x89PNG\r\n\x1a\n and more"

// pictures reads a folder with one picture in it.
func pictures(content string) prompt.Options {
	return prompt.Options{Read: func(path string) ([]byte, error) {
		switch path {
		case "prompts/cat.png":
			return []byte(content), nil
		case "prompts/note.txt":
			return []byte("no picture"), nil
		}
		return nil, fs.ErrNotExist
	}}
}

const seeing = `[
  {"role": "system", "content": "See {{what}}."},
  {"role": "user", "content": [
    {"type": "text", "text": "Look at {{what}}:"},
    {"type": "image_url", "image_url": {"url": "file://cat.png", "detail": "low"}},
    {"type": "image", "image": "{{picture}}"}
  ]}
]`

func TestAChatPromptHoldsImages(t *testing.T) {
	t.Parallel()
	p, err := prompt.Parse("prompts/see.json", []byte(seeing), pictures(png))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Warnings) != 0 {
		t.Errorf("got %v", p.Warnings)
	}
	got, err := p.Render(t.Context(), value.NewObject("what", "cats", "picture", "data:image/gif;base64,R0lG"), prompt.RenderOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := []prompt.Part{
		{Text: "Look at cats:"},
		{Type: "image/png", Data: []byte(png), Detail: "low"},
		{Type: "image/gif", Data: []byte("GIF")},
	}
	if diff := cmp.Diff(want, got[1].Parts); diff != "" {
		t.Error(diff)
	}
	if got[0].Text != "See cats." || got[0].Parts != nil || got[1].Text != "Look at cats:" {
		t.Errorf("got %+v", got)
	}
}

func TestAnImageOfAPromptIsAVariableOfItsOwn(t *testing.T) {
	t.Parallel()
	parse := func(content string) *prompt.Prompt {
		t.Helper()
		p, err := prompt.Parse("prompts/see.json", []byte(seeing), pictures(content))
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	before, after := parse(png), parse(png+"!")
	if before.Key() == after.Key() {
		t.Error("another picture is the same prompt")
	}
	var ids []string
	for _, c := range prompt.Compare(before, after) {
		ids = append(ids, c.ID)
	}
	if diff := cmp.Diff([]string{"partial:prompts/cat.png"}, ids); diff != "" {
		t.Error(diff)
	}
}

func TestFilesThatAPromptCannotHoldAreRefusedWhereTheyStand(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ part, want string }{
		"not there":  {`{"type": "image", "image": "file://dog.png"}`, "prompts/p.json:2:1: no file prompts/dog.png"},
		"outside":    {`{"type": "image", "image": "file://../../x.png"}`, "outside the repository"},
		"no image":   {`{"type": "image", "image": "file://note.txt"}`, "prompts/note.txt is no image"},
		"a template": {`{"type": "image", "image": "file://{{name}}.png"}`, "is a template"},
	} {
		_, err := prompt.Parse("prompts/p.json", []byte("[\n{\"role\": \"user\", \"content\": ["+c.part+"]}]"), pictures(png))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want %q, got %v", name, c.want, err)
		}
	}
	if _, err := prompt.Parse("prompts/p.json", []byte(`[{"role": "user", "content": [{"type": "file", "file": "file://note.txt"}]}]`), pictures(png)); err != nil {
		t.Errorf("a file: %v", err)
	}
}

func TestAMessageThatIsNoneIsSentAsTextWithAWarning(t *testing.T) {
	t.Parallel()
	p, err := prompt.Parse("prompts/p.json", []byte(`[{"role": "user", "content": "x {{y}}", "mood": "good"}]`), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Warnings) != 1 || !strings.Contains(p.Warnings[0].Error(), `unknown key "mood"`) {
		t.Errorf("got %v", p.Warnings)
	}
	got, err := p.Render(t.Context(), value.NewObject("y", "z"), prompt.RenderOptions{})
	if err != nil || len(got) != 1 || got[0].Parts != nil || !strings.HasPrefix(got[0].Text, "x z") {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestCallsOfToolsAreReadInEveryDialect(t *testing.T) {
	t.Parallel()
	call := prompt.Call{ID: "1", Name: "find", Arguments: `{"q":"x"}`}
	for name, src := range map[string]string{
		"plain":     `[{"id":"1","name":"find","arguments":{"q":"x"}}]`,
		"OpenAI":    `[{"id":"1","type":"function","function":{"name":"find","arguments":"{\"q\":\"x\"}"}}]`,
		"responses": `[{"type":"function_call","id":"fc","call_id":"1","name":"find","arguments":"{\"q\":\"x\"}"}]`,
		"Anthropic": `{"type":"tool_use","id":"1","name":"find","input":{"q":"x"}}`,
		"Google":    `{"id":"1","name":"find","args":{"q":"x"}}`,
		"parts":     `[{"text":"wait"},{"functionCall":{"id":"1","name":"find","args":{"q":"x"}},"thoughtSignature":"s"}]`,
		"a message": `{"role":"assistant","content":"wait","tool_calls":[{"id":"1","type":"function","function":{"name":"find","arguments":"{\"q\":\"x\"}"}}]}`,
		"blocks":    `[{"type":"text","text":"wait"},{"type":"tool_use","id":"1","name":"find","input":{"q":"x"}}]`,
	} {
		got := prompt.Replied(src, true)
		want := call
		if name == "parts" {
			want.Signature = "s"
		}
		if diff := cmp.Diff([]prompt.Call{want}, got.Calls); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if got := prompt.Replied(`{"a":1}`, true); got.Calls != nil || got.Text != `{"a":1}` {
		t.Errorf("got %+v", got)
	}
	if got := prompt.Replied(`[{"name":"find"}]`, false); got.Calls != nil {
		t.Errorf("a text was taken for calls: %+v", got)
	}
}

func TestDotpromptHoldsMedia(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]prompt.Part{
		"Look: {{media url=photo}} What?":                                               {{Text: "Look:"}, {Type: "image/gif", Data: []byte("GIF")}, {Text: "What?"}},
		"{{media url=\"https://host/a.pdf\" contentType=\"application/pdf\"}}":          {{Type: "application/pdf", URL: "https://host/a.pdf"}},
		"{{#if photo}}{{role \"model\"}}yes{{role \"user\"}}{{media url=photo}}{{/if}}": {{Type: "image/gif", Data: []byte("GIF")}},
	} {
		p, err := prompt.Parse("p.prompt", []byte("---\nmodel: x/m\n---\n"+text+"\n"), prompt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := p.Render(t.Context(), value.NewObject("photo", "data:image/gif;base64,R0lG"), prompt.RenderOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got[len(got)-1].Parts); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

func FuzzReadMessage(f *testing.F) {
	for _, src := range []string{
		`{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","image":"data:image/png;base64,AA=="}]}`,
		`{"role":"assistant","content":null,"tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]}`,
		`{"role":"tool","content":"3","tool_call_id":"1","name":"f"}`,
		`{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AA=="}}]}`,
	} {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src string) {
		v, err := value.DecodeJSON([]byte(src))
		if err != nil {
			return
		}
		m, err := prompt.ReadMessage(v)
		if err != nil {
			return
		}
		if len(m.Parts) > 0 && m.Text != prompt.TextOf(m.Parts) {
			t.Errorf("text %q of %+v", m.Text, m.Parts)
		}
		for _, p := range m.Parts {
			if !p.IsText() && (p.Data == nil) == (p.URL == "") && len(p.Data) > 0 {
				t.Errorf("bytes and an address: %+v", p)
			}
		}
		if shown := prompt.Flatten([]prompt.Message{m}); shown != "" && m.Identity() != nil {
			if _, err := value.DecodeJSON([]byte(shown)); err != nil {
				t.Errorf("shown as %s: %v", shown, err)
			}
		}
		_ = prompt.Replied(src, true)
	})
}
