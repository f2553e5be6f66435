package eval

import "context"

// Grader checks one output against one assertion.
type Grader interface {
	// Grade judges the output of a case. An error means that it could not be
	// judged; it is never a fail.
	Grade(ctx context.Context, in GradeInput) (Verdict, error)
}

// GradeInput is what a grader may look at.
type GradeInput struct {
	Case   *Case
	Answer Answer
	Value  any // the assertion's value, rendered with the case's vars
}

// Verdict is what a grader says of a sample.
type Verdict struct {
	Pass   bool
	Score  float64 // in [0, 1]
	Reason string  // one line for people: what was expected and what came
}
