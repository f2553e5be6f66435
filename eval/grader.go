package eval

import (
	"context"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// Grader checks one output against one assertion.
type Grader interface {
	// Grade judges the output of a case. An error means that it could not be
	// judged; it is never a fail.
	Grade(ctx context.Context, in GradeInput) (Verdict, error)
}

// Sample is one answer with what was asked for it.
type Sample struct {
	Case     *Case
	Number   int // of the sample, from 0
	Answer   Answer
	Messages []prompt.Message // rendered
	Steps    []StepOutput     // of a chain, nil for a prompt alone
	Column   *Column          // the prompt, the suite and the target; nil where they are not known
}

// Rendered is the prompt as one text, see Request.
func (s *Sample) Rendered() string {
	if s.Messages == nil {
		return ""
	}
	return prompt.Flatten(s.Messages)
}

// GradeInput is what a grader may look at.
type GradeInput struct {
	Sample
	Services
	Value any           // the assertion's value, rendered with the case's vars
	Vars  *value.Object // the case's vars, with the suite's environment
}

// Services are what grading reaches beyond its input.
type Services struct {
	Render     RenderFunc // renders a template; required
	RenderData RenderFunc // renders a template over vars that are never templates; nil where no model is asked
	Scripts    Runtime    // runs code, nil where none may run
	Judge      Judge      // asks models, nil where none can be asked
}

// Verdict is what a grader says of a sample.
type Verdict struct {
	Pass   bool
	Score  float64 // in [0, 1], except where code of the suite gave another
	Reason string  // one line for people: what was expected and what came

	Details *Details // what code said beside the verdict, nil for most
}
