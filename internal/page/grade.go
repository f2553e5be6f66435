package page

// Grade is the sheet of human grading: outputs in an order that tells nothing of
// what the assertions said. Its form posts to /grade the fields token, prompt, rev,
// against and by of this page, the ticket of an item, failure and note, which may
// be empty, and score: of one output a number from 0 to 10, and of two choice in its
// place: 1 or 2 for the better one, = for neither. Where nobody is named by, the
// form asks for it.
type Grade struct {
	Frame
	Prompt, Rev, Against string
	By                   string      // who grades, "" where that must be typed
	Items                []GradeItem // to grade now, as a rule one; none where all is done
	Done, Total          int
	Equal                int      // pairs that are equal, and so no items
	Previous             string   // ticket of the item graded before this one, to change that: ?item=
	Next                 string   // ticket of the item after this one, to skip this: ?item=
	Failures             []string // types of failure to choose from; others can be typed
}

// GradeItem is one output to grade, or two to choose from.
type GradeItem struct {
	Ticket string // stands for the case without naming it
	Vars   []Pair
	Output string
	Other  string // the second output where two are compared
	Cut    int    // bytes of the outputs that the page leaves out
	Said   string // what the grader said of it before, "" for nothing
}
