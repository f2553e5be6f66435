package prompt_test

import (
	"testing"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func TestDataIsNoTemplate(t *testing.T) {
	t.Parallel()
	vars := value.NewObject("output", "say {{ secret }}{% raw %}{{ 1 + 1 }}\n", "secret", "x")
	got, err := prompt.RenderData(t.Context(), "<{{ output }}> {{ secret | upper }}", vars, prompt.RenderOptions{})
	if want := "<say {{ secret }}{% raw %}{{ 1 + 1 }}\n> X"; err != nil || got != want {
		t.Errorf("want %q, got %q, %v", want, got, err)
	}
}
