package gitops

import (
	"os"
	"path/filepath"
	"testing"
)

func TestATrailerIsAddedWhateverIsSetForOthers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, key, value, message, want string }{
		{"nothing is set", "core.abbrev", "9", "x\n", "x\n\nA: why\n"},
		{"missing ones are left out", "trailer.ifmissing", "doNothing", "x\n", "x\n\nA: why\n"},
		{"other separators", "trailer.separators", "=#", "x\n", "x\n\nA: why\n"},
		{"new ones come first", "trailer.where", "start", "x\n\nFixes: 3\n", "x\n\nFixes: 3\nA: why\n"},
		{"a line that divides", "core.abbrev", "9", "x\n\nBody\n---\nMore\n", "x\n\nBody\n---\nMore\n\nA: why\n"},
		{"it is there", "core.abbrev", "9", "x\n\nA: why\n", "x\n\nA: why\n"},
		{"with another value", "core.abbrev", "9", "x\n\nA: once\nFixes: 3\n", "x\n\nFixes: 3\nA: why\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.git("config", c.key, c.value)
			file := filepath.Join(t.TempDir(), "m")
			if err := os.WriteFile(file, []byte(c.message), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := l.open().AddTrailer(t.Context(), file, "A", "why"); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(file)
			if err != nil || string(got) != c.want {
				t.Errorf("want %q, got %q, %v", c.want, got, err)
			}
		})
	}
}

func TestAMessageEndsAtTheScissors(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	file := filepath.Join(t.TempDir(), "m")
	text := "x\n\nA: why\n# a comment\n# ------------------------ >8 ------------------------\n# Do not modify.\ndiff --git a/b b/b\n+B: no\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := l.open().Message(t.Context(), file)
	if err != nil || got != "x\n\nA: why\n" {
		t.Errorf("got %q, %v", got, err)
	}
}
