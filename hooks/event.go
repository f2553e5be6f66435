package hooks

import "github.com/promptgit/promptgit/templates"

// Event is a Git hook that promptgit takes part in.
type Event struct {
	Name  string // as Git names it
	Doc   string // what promptgit does there
	Stdin bool   // Git sends lines on standard input
	Args  bool   // Git gives arguments that matter
	Quiet bool   // nothing is lost where the program is gone
	Guard string // condition in sh without which the program need not start, "" for none
}

// ServerEvents is the list of hooks that install sets up in a bare repository.
func ServerEvents() []Event {
	return []Event{
		{Name: "pre-receive", Doc: "refuses a push with a commit that changes too many variables", Stdin: true},
	}
}

// Events is the list of hooks that install sets up in a repository with a working
// tree.
func Events() []Event {
	return []Event{
		{Name: "pre-commit", Doc: "refuses a commit that changes too many variables"},
		{Name: "pre-merge-commit", Doc: "the same for a merge that Git makes without conflicts"},
		{
			Name: "prepare-commit-msg", Doc: "writes the reason or the name that the environment gives as a trailer",
			Args: true, Guard: `[ -n "$PROMPTGIT_ALLOW$PROMPTGIT_VARIABLE" ]`,
		},
		{
			Name: "commit-msg", Doc: "judges a commit that only its message can say enough of", Args: true,
			Guard: `[ -f .git ] || [ -n "$PROMPTGIT_ALLOW$PROMPTGIT_VARIABLE" ] || [ -e "${GIT_DIR:-.git}/` + templates.DeferredFile + `" ]`,
		},
		{Name: "post-commit", Doc: "warns of a commit that no other hook saw, and has it judged where eval.on says so", Quiet: true},
		{Name: "post-rewrite", Doc: "warns of what a rebase made", Quiet: true, Stdin: true, Args: true},
	}
}
