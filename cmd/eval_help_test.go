package cmd_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/docgen"
)

func TestEveryFlagOfEvalHasItsGroup(t *testing.T) {
	t.Parallel()
	c, _, err := cmd.NewRoot(&cmd.App{}).Find([]string{"eval"})
	if err != nil {
		t.Fatal(err)
	}
	c.InitDefaultHelpFlag()
	groups := docgen.Groups(c)
	if last := groups[len(groups)-1]; last.Title != "Flags" || strings.TrimSpace(last.Flags.FlagUsages()) != "-h, --help   help for eval" {
		t.Errorf("flags without a group, see groupFlags:\n%s", last.Flags.FlagUsages())
	}
	help := newLab(t).ok("eval", "--help")
	for _, want := range []string{
		"\nWhat is judged:\n      --all ", "\nParts of a run:\n", "\nFlags:\n  -h, --help   help for eval\n", "\nGlobal Flags:\n", "\nExamples:\n  promptgit eval ",
	} {
		if !strings.Contains(help, want) {
			t.Errorf("want %q in\n%s", want, help)
		}
	}
}
