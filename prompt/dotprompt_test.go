package prompt_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// What is compared and what is sent say the same of whose words they are.
func TestDotpromptRolesAreThoseThatAreSent(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		src, role string
		want      []string
	}{
		"a file without a role is of the user":      {"Hi {{a}}", "", []string{"user"}},
		"unless the configuration says it":          {"Hi {{a}}", "system", []string{"system"}},
		"text before the first role is of the user": {`Hi {{role "model"}}{{a}}`, "system", []string{"user", "assistant"}},
		"a role in a comment is none":               {`{{role "system"}}Hi{{!-- {{role "user"}} --}} {{a}}`, "", []string{"system"}},
		"a role behind a backslash is text":         {`{{role "system"}}Hi \{{role "user"}} {{a}}`, "", []string{"system"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := prompt.Parse("p.prompt", []byte(tc.src), prompt.Options{Role: tc.role})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tc.want, rolesOf(p.Messages)); d != "" {
				t.Errorf("compared (-want +got)\n%s", d)
			}
			sent, err := p.Render(t.Context(), value.NewObject("a", "x"), prompt.RenderOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tc.want, rolesOf(sent)); d != "" {
				t.Errorf("sent (-want +got)\n%s", d)
			}
		})
	}
}

func rolesOf(messages []prompt.Message) []string {
	var roles []string
	for _, m := range messages {
		roles = append(roles, m.Role)
	}
	return roles
}

func TestIfEqualsKnowsTextFromNumber(t *testing.T) {
	t.Parallel()
	const tmpl = `{{#ifEquals a 3}}number{{else}}{{#ifEquals a "3"}}text{{else}}neither{{/ifEquals}}{{/ifEquals}}`
	p, err := prompt.Parse("p.prompt", []byte(tmpl), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for want, v := range map[string]any{"number": int64(3), "text": "3", "neither": []any{int64(3)}} {
		var got []prompt.Message
		got, err = p.Render(t.Context(), value.NewObject("a", v), prompt.RenderOptions{})
		if err != nil || got[0].Text != want {
			t.Errorf("%v: got %v, %v", v, got, err)
		}
	}
	got, err := p.Render(t.Context(), value.NewObject("a", 3.0), prompt.RenderOptions{})
	if err != nil || got[0].Text != "number" {
		t.Errorf("3.0: got %v, %v", got, err)
	}
}

func TestLookupGivesTheValueItself(t *testing.T) {
	t.Parallel()
	p, err := prompt.Parse("p.prompt", []byte(`{{json (lookup o "a")}} {{lookup o.a 1}}{{lookup nope "a"}}`), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	vars := value.NewObject("o", value.NewObject("a", []any{int64(1), "x"}))
	if got, err := p.Render(t.Context(), vars, prompt.RenderOptions{}); err != nil || got[0].Text != `[1,"x"] x` {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAnUnknownRoleOfADotpromptHasItsPlace(t *testing.T) {
	t.Parallel()
	_, err := prompt.Parse("p.prompt", []byte("---\nmodel: m\n---\nHi\n\n  {{role \"modell\"}}Ho"), prompt.Options{})
	var found diag.Errors
	if !errors.As(err, &found) || found.Error() != "p.prompt:6:3: unknown role modell" || found[0].Hint != `did you mean "model"?` {
		t.Errorf("got %v", err)
	}
}
