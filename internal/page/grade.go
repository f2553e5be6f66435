package page

// Grade is the sheet of human grading: outputs in an order that tells nothing of
// what the assertions said.
type Grade struct {
	Frame
	Prompt, Rev, Against string
	By                   string
	Dimensions           []string
	Items                []GradeItem
	Done, Total          int
}

// GradeItem is one output to grade, or two to choose from.
type GradeItem struct {
	Ticket string // stands for the case without naming it
	Vars   []Pair
	Output string
	Other  string // the second output where two are compared
}
