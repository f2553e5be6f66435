package eval

import (
	"context"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/internal/value"
)

// comparingTypes are the assertion types that compare the outputs of several
// columns for one case, in the order in which they are judged: after all
// others, since they may look at the scores of those. They take no "not-".
var comparingTypes = []string{"select-best", "max-score"}

// Comparer judges the outputs of several columns for one case against each
// other.
type Comparer interface {
	// Compare gives one verdict for each rival, in their order. An error means
	// that none of them could be judged.
	Compare(ctx context.Context, in CompareInput) ([]Verdict, error)
}

// CompareInput is what a comparer may look at.
type CompareInput struct {
	Rivals []Rival // in the order of the columns; one alone where nothing competes with it
	Services
	Value any           // the assertion's value, rendered with the case's vars
	Vars  *value.Object // the case's vars, with the suite's environment
}

// Rival is one of the samples that are compared, with its verdicts so far.
type Rival struct {
	Sample
	Graded
}

// CompareSamples judges graded samples of one case and of equal number by the
// assertions of the case that compare, of each type the first, and adds what it
// finds to their verdicts. Who loses fails with the score of the comparison; who
// wins keeps the pass and the score of the other assertions.
//
// An error means that the samples could not be compared, and with it that none
// of them is judged.
func CompareSamples(ctx context.Context, rivals []Rival, find func(Assertion) (Comparer, error), with Services) error {
	for _, name := range comparingTypes {
		asserts := rivals[0].Case.Asserts
		i := slices.IndexFunc(asserts, func(a Assertion) bool { return a.Type == name })
		if i < 0 {
			continue
		}
		verdicts, err := compareBy(ctx, &asserts[i], rivals, find, with)
		if err != nil {
			return err
		}
		for n, v := range verdicts {
			rivals[n].compared(AssertResult{Type: name, Failure: asserts[i].failed(v), Verdict: v})
		}
	}
	return nil
}

func (r *Rival) compared(by AssertResult) {
	r.Asserts = append(r.Asserts, by)
	if !by.Pass {
		r.Pass, r.Score = false, by.Score
	}
}

func compareBy(ctx context.Context, a *Assertion, rivals []Rival, find func(Assertion) (Comparer, error), with Services) ([]Verdict, error) {
	comparer, err := find(*a)
	if err != nil {
		return nil, err
	}
	first := sampler{Sample: rivals[0].Sample, o: GradeOptions{Services: with}}
	rendered, err := first.value(ctx, a.Value)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Type, err)
	}
	verdicts, err := comparer.Compare(ctx, CompareInput{Rivals: rivals, Services: with, Value: rendered, Vars: first.Case.Vars})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Type, err)
	}
	if len(verdicts) != len(rivals) {
		return nil, fmt.Errorf("%s gave %d verdicts for %d outputs", a.Type, len(verdicts), len(rivals))
	}
	return verdicts, nil
}

// Compares says whether a type compares the outputs of several columns, so that
// GradeSample leaves it out.
func Compares(typ string) bool { return slices.Contains(comparingTypes, typ) }

func (c *Case) compares() bool {
	return slices.ContainsFunc(c.Asserts, func(a Assertion) bool { return Compares(a.Type) })
}
