package prompt

// Kind says which rule of the design made a variable.
type Kind string

// The kinds of variables, as they begin an id.
const (
	KindModel   Kind = "model"
	KindParam   Kind = "param"
	KindSection Kind = "section"
	KindBlock   Kind = "block"
	KindExample Kind = "examples"
	KindInputs  Kind = "inputs"
	KindTools   Kind = "tools"
	KindSchema  Kind = "schema"
	KindPartial Kind = "partial"
)

// Variable is one part of a prompt that can be changed alone.
type Variable struct {
	ID      string // such as "section:user/Tone" or "param:temperature"
	Kind    Kind
	Role    string // of the message it stands in, "" for front matter and examples
	Name    string // heading, tag, parameter name, path; "" where the kind has none
	Level   int    // of the heading: 1 to 6, 0 for none
	Message int    // index in Prompt.Messages, -1 for front matter and partials
	Text    string // as written, for people; the value in compact JSON for front matter
	Norm    string // what is compared, heading excluded: cosmetic differences are gone
	Line    int    // where it starts in the file, from 1; 0 in a partial

	place int // among the text variables, from 0: several may stand in one line
}

// isText tells the variables that stand in messages from all others.
func (v *Variable) isText() bool {
	return v.Kind == KindSection || v.Kind == KindBlock || v.Kind == KindExample
}

// Change is what happened to one variable between two versions.
type Change struct {
	ID     string `json:"id"`
	Change string `json:"change"` // "added", "removed", "modified" or "moved"
	Before string `json:"before"`
	After  string `json:"after"`
	Line   int    `json:"line"` // in the newer version; in the older for "removed"

	// Edit is what was done where that says less than the two values: the uniform
	// substitution that explains a text, the entries that a list lost and gained.
	// "" where only the values tell. Equal edits of several prompts are one change.
	Edit string `json:"-"`
}
