package page

// Detail is one iteration whole.
type Detail struct {
	Frame
	Iteration Iteration
	Previous  string // revision of the record that it is compared with
	Next      string // of the iteration after it
	Changes   []Change
	Outputs   bool   // whether this clone still has them
	Again     string // the command that gets them again
	Cases     []Case
	Failures  []Count // types of failure
	Found     int     // cases that the filter leaves, of all
	All       int
	Pages     int
}

// Change is what happened to one variable.
type Change struct {
	ID, Kind string // kind: added, removed, modified, moved
	Words    []Word // the text of both, word by word
}

// Word is a stretch of a word diff.
type Word struct {
	Kind WordKind
	Text string
}

// WordKind says in which of two texts a stretch is.
type WordKind string

// The kinds of stretches.
const (
	Both  WordKind = "both"
	Gone  WordKind = "gone"
	Added WordKind = "added"
)

// Case is one case of a record.
type Case struct {
	Name        string
	Key         string // as in the record
	Description string
	Outcome     Outcome
	Score       *float64
	Passes      int // of so many samples
	Samples     int
	LatencyMS   int64
	CostUSD     *float64
	Tokens      int
	Human       *float64
	Answers     []Answer // one a sample, none where this clone does not have them
}

// Outcome is how a case ended.
type Outcome string

// The outcomes.
const (
	Passed    Outcome = "pass"
	Failed    Outcome = "fail"
	NotJudged Outcome = "error"
	NotAsked  Outcome = "na"
)

// Answer is one sample.
type Answer struct {
	Sample   int
	Vars     []Pair
	Rendered string
	Steps    []StepOutput // of a chain, but for the last, whose output is Output
	Output   string
	Cut      int // bytes of the output that the page leaves out
	Error    string
	Pass     bool
	Asserts  []Assert
}

// StepOutput is what one prompt of a chain gave to those after it.
type StepOutput struct {
	Name, Output string
	Cut          int // bytes of the output that the page leaves out
}

// Pair is a name with its value.
type Pair struct{ Name, Value string }

// Count is a name with a number.
type Count struct {
	Name string
	N    int
}

// Assert is an assertion with its verdict.
type Assert struct {
	Type    string
	Pass    bool
	Score   float64
	Metric  string
	Step    string
	Failure string
	Reason  string
}
