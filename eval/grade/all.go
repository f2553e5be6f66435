package grade

import (
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
)

// Type is an assertion type with its documentation.
type Type struct {
	Name    string          // without "not-"
	Doc     string          // one sentence for the reference and for completion
	Example string          // YAML of one assertion
	Since   string          // first version of promptgit that has it
	Model   bool            // asks a model
	Flat    bool            // "not-" has the same verdict, as in promptfoo
	Judge   *eval.JudgeType // what the parser of suites must know, for a type that asks a model
	New     func(a eval.Assertion) (eval.Grader, error)
	Compare func(a eval.Assertion) (eval.Comparer, error) // in place of New, for a type that compares several outputs
}

// Types are assertion types.
type Types []Type

// All lists every assertion type, in the order of the reference. What the
// graders of one list compile they share, so make one list for a run.
func All() Types {
	c := &compiled{}
	return Types{
		equals(),
		contains(),
		icontains(),
		containsAny(),
		containsAll(),
		icontainsAny(),
		icontainsAll(),
		startsWith(),
		regex(c),
		isJSON(c),
		containsJSON(c),
		levenshtein(),
		rougeN(),
		bleu(),
		gleu(),
		wordCount(),
		isRefusal(),
		finishReason(),
		guardrails(),
		cost(),
		latency(),
		perplexity(),
		perplexityScore(),
		toolCallF1(),
		isValidFunctionCall(c),
		isValidOpenAIFunctionCall(c),
		isValidOpenAIToolsCall(c),
		javaScript(),
		python(),
		ruby(),
		execType(),
		llmRubric(),
		closedQA(),
		factuality(),
		modelGradedFactuality(),
		gEval(),
		similar(),
		similarCosine(),
		similarDot(),
		similarEuclidean(),
		answerRelevance(),
		contextFaithfulness(),
		contextRecall(),
		contextRelevance(),
		conversationRelevance(),
		classifier(),
		moderation(),
		pairwise(),
		selectBest(),
		maxScore(),
		isXML(),
		containsXML(),
		isHTML(),
		containsHTML(),
		isSQL(c),
		containsSQL(c),
		githubString(),
		githubLLM(),
	}
}

// Names are the names of all types, without "not-".
func Names() []string { return All().Names() }

// Names are the names of the types, without "not-".
func (types Types) Names() []string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.Name
	}
	return names
}

// New makes the grader of an assertion. An unknown type is an error with a hint
// and never a pass.
func (types Types) New(a eval.Assertion) (eval.Grader, error) {
	t, err := types.find(a)
	switch {
	case err != nil:
		return nil, err
	case t.New == nil:
		return nil, fmt.Errorf("%s compares several outputs and cannot judge one", a.FullType())
	}
	return t.New(a)
}

// NewComparer makes the comparer of an assertion.
func (types Types) NewComparer(a eval.Assertion) (eval.Comparer, error) {
	t, err := types.find(a)
	switch {
	case err != nil:
		return nil, err
	case t.Compare == nil || a.Not:
		return nil, fmt.Errorf("%s compares no outputs", a.FullType())
	}
	return t.Compare(a)
}

func (types Types) find(a eval.Assertion) (Type, error) {
	for _, t := range types {
		if t.Name == a.Type {
			return t, nil
		}
	}
	err := fmt.Errorf("unknown assertion type %q", a.FullType())
	if hint := diag.DidYouMean(a.Type, Names()); hint != "" {
		err = fmt.Errorf("%w; %s", err, hint)
	}
	return Type{}, err
}
