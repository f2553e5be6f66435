package page

// Query is what the address of a page asks for. Everything in it was typed by
// somebody: a source compares it with what it knows and never with the disk.
type Query struct {
	Prompt  string // path of a prompt, as in [PromptCard.Path]
	Rev     string // of an iteration
	A, B    string // revisions to compare; of a search, its good and its bad one
	Suite   string
	Metric  string // in place of the score, "" for the score
	Text    string // words to find
	Verdict string // better, worse, same, unknown; "" for all
	Author  string
	Since   string // as git understands it
	Where   string // a condition, as log --where takes it
	Show    string // cases: all, failed or flipped; "" for the page's own choice
	Sort    string // a column, "-" before it for the other direction; "" for the page's own choice
	Against string // of grading: the revision that Rev is compared with, "" to grade outputs alone
	By      string // who grades
	Item    string // ticket of the output to grade, "" for the next one
	Page    int    // from 1
}
