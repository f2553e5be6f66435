package bisect

// Verdict is how a search ended.
type Verdict string

// The verdicts, as they are printed.
const (
	Found        Verdict = "found"
	NoRegression Verdict = "no-regression" // not confirmed: no case dropped
	Undecided    Verdict = "undecided"
)

// Result is what is known. It may be asked for at any time.
type Result struct {
	Verdict   Verdict
	Culprit   int     // the first bad version, of most cases that dropped; 0 unless Found
	Posterior float64 // of the verdict; of the likeliest version when Undecided
	None      float64 // probability that nothing broke
	Credible  []Candidate
	// Flipped are the cases that dropped between the ends, of a Deterministic
	// search; of another one those that the culprit broke, or while there is none
	// those that some version did.
	Flipped []int
	Others  []Change // versions that broke other cases than the culprit
	// NotSingleStep says that one step does not explain what was read: something
	// was broken, mended and broken again, or the model is noisy although it was
	// said to be Deterministic.
	NotSingleStep bool
	Runs          int // queries given out
}

// Candidate is a version that may be the culprit.
type Candidate struct {
	Version int
	P       float64
}

// Change is a version and the cases that it broke.
type Change struct {
	Version int
	Cases   []int
	P       float64 // probability that this version broke them, given that it was not the culprit
}
