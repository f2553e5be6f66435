package page

// Compare is two versions of a prompt side by side.
type Compare struct {
	Frame
	Prompt            string
	A, B              Iteration
	Revisions         []Iteration // that can be picked, newest first
	Changes           []Change
	Delta             *float64
	Interval          *[2]float64
	PValue            *float64
	Verdict           string
	Common            int
	Notes             []string // what must be known to read it
	Metrics           []Metric // of b, compared with a
	Cases             []Versus // flips first
	Fixed, Broken     int
	Found, All, Pages int
}

// Versus is one case under both versions.
type Versus struct {
	Name   string
	Flip   string // fixed, broken or ""
	A, B   *Case  // nil where a version does not have it
	Output []Word // of the first samples, word by word; nil where one is missing
}
