package page

// Step is an iteration in a file: what it changed, and what became of the cases that
// tell something new. What is left out is counted.
type Step struct {
	Frame
	Iteration Iteration
	Before    string // revision of the record that it is compared with, "" for none
	Changes   []Change
	Cases     []StepCase // those that flipped come first
	Still     []string   // cases that fail, or could not be judged, as before
	Left      int        // cases that are not told: they pass as before, or were not asked
	Show      string     // the command that shows all
	Outputs   bool       // outputs are told, where this clone has them
	Gone      bool       // this clone does not have them any more
	Again     string     // the command that gets them again
}

// StepCase is a case with one of its samples.
type StepCase struct {
	Name    string
	Flip    string // fixed, broken or ""
	Outcome Outcome
	Score   *float64
	Passes  int // of so many samples
	Samples int
	Parts   []StepPart // of a chain, but for its last prompt
	Words   []Word     // the output before and now, word by word; nil unless the case flipped
	Output  string
	ID      string // of the output, "" where nothing refers to it
	Cut     int    // bytes of the output that are left out
	Same    *Same  // where this output stands already, in place of Output
	Error   string
	Asserts []Assert // that failed
}

// StepPart is the output of one prompt of a chain.
type StepPart struct {
	Name, Output string
	ID           string // of the output, "" where nothing refers to it
	Cut          int    // bytes of the output that are left out
	Same         *Same  // where this output stands already, in place of Output
}

// Same is where in the file an output stands.
type Same struct{ Rev, ID string }

// Kind names the page.
func (*Step) Kind() Kind { return KindStep }

// Subject is the prompt of the iteration.
func (s *Step) Subject() string { return s.Query.Prompt }
