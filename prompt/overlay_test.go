package prompt_test

import (
	"testing"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func TestParametersAreLaidOverThoseOfThePromptAndLeaveItAlone(t *testing.T) {
	t.Parallel()
	p, err := prompt.Parse("a.md", []byte("---\nmodel: m\ntemperature: 0.7\ntopP: 1\n---\nHello\n"), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	before := p.Key()
	over := p.Overlay(value.NewObject("temperature", 0.2, "top_p", 0.5, "seed", 7))
	want := `{"seed":7,"temperature":0.2,"topP":0.5}`
	if got := string(value.Canonical(over.Params)); got != want {
		t.Errorf("want %s, got %s", want, got)
	}
	if got := string(value.Canonical(p.Params)); got != `{"temperature":0.7,"topP":1}` || p.Key() != before || over.Key() == before {
		t.Errorf("the prompt itself has changed: %s", got)
	}
	if v, ok := p.Param("top_p"); !ok || string(value.Canonical(v)) != "1" {
		t.Errorf("want top_p found under topP, got %v", v)
	}
	if p.Overlay(nil) != p {
		t.Error("nothing laid over is another prompt")
	}
	bare, err := prompt.Parse("b.md", []byte("Hello\n"), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := string(value.Canonical(bare.Overlay(value.NewObject("seed", 1)).Params)); got != `{"seed":1}` {
		t.Errorf("got %s", got)
	}
}
