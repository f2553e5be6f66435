package hooks

// Event is a Git hook that promptgit takes part in.
type Event struct {
	Name  string // as Git names it
	Doc   string // what promptgit does there
	Stdin bool   // Git sends lines on standard input
}

// Events is the one list of hooks that install sets up.
func Events() []Event {
	return []Event{
		{Name: "pre-commit", Doc: "refuses a commit that changes too many variables"},
		{Name: "pre-merge-commit", Doc: "the same for a merge that Git makes without conflicts"},
	}
}
