package page

// Search is what was found.
type Search struct {
	Frame
	Prompts    []PromptCard
	Iterations []Iteration
	Cases      []FoundCase
	Truncated  bool
}

// FoundCase is a case, or an output of one, that has the words.
type FoundCase struct {
	Prompt, Rev, Case, Where string
	Words                    []Word // around what was found, which is Added
}
