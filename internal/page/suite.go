package page

// Suite is the cases of a suite through the history of a prompt.
type Suite struct {
	Frame
	Path      string
	Prompts   []string
	Prompt    string // whose history is told
	Problems  []string
	Detects   string      // the smallest drop that it can show
	Revisions []Iteration // the columns, newest first
	Cases     []SuiteCase
	Found     int
	Pages     int
}

// SuiteCase is one case through the history.
type SuiteCase struct {
	Name, Key string
	Tags      []string
	Holdout   bool
	Outcomes  []Outcome // by revision, "" where it was not in the suite
	PassRate  *float64  // over all samples of all versions
	Flips     int       // between neighbors
	Flaky     *float64  // share of versions whose samples disagree; nil where no version has several
}
