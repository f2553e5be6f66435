package grade_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/llmtest"
)

func TestClosedQuestionsEndInALetter(t *testing.T) {
	t.Parallel()
	a := "{type: model-graded-closedqa, value: names a height}"
	try(t, []trial{
		{name: "yes", assert: a, replies: []string{"It does.\nY"}, pass: true, score: 1},
		{name: "no", assert: a, replies: []string{"It does not.\n\nN\n"}},
		{name: "in bold with a full stop", assert: a, replies: []string{"Yes it does. **Y**."}, pass: true, score: 1},
		{name: "a word", assert: a, replies: []string{"Verdict: NO"}},
		{name: "a word that ends in Y", assert: a, replies: []string{"I DENY"}, err: "neither in Y nor in N"},
		{name: "a letter in the middle", assert: a, replies: []string{"Y, I think so"}, err: "neither in Y nor in N"},
		{name: "a refusal", assert: a, replies: []string{"I'm sorry, I can't help with that."}, err: "neither in Y nor in N"},
		{name: "no criterion", assert: "{type: model-graded-closedqa}", err: "the value must be a text"},
	})
}

func TestFactsFallIntoCategories(t *testing.T) {
	t.Parallel()
	a := "{type: factuality, value: It is 330 m high.}"
	half := "{factuality: {superset: 0.5, subset: 0, disagree: 0.25}}"
	try(t, []trial{
		{name: "A", assert: a, replies: []string{`{"category": "A", "reason": "less"}`}, pass: true, score: 1},
		{name: "D", assert: a, replies: []string{`{"category": "D", "reason": "other"}`}},
		{name: "a small letter in brackets", assert: a, replies: []string{"```json\n{\"category\": \"(c)\"}\n```"}, pass: true, score: 1},
		{name: "the older form", assert: a, replies: []string{"(D) They contradict, unlike in (A)."}},
		{name: "the older form behind words", assert: a, replies: []string{"The answer is (E) because of style."}, pass: true, score: 1},
		{name: "scores of the options", assert: a, options: half, replies: []string{`{"category": "B"}`}, pass: true, score: 0.5},
		{name: "a category that the options fail", assert: a, options: half, replies: []string{`{"category": "A"}`}},
		{name: "a contradiction that the options pass", assert: a, options: half, replies: []string{`{"category": "D"}`}, pass: true, score: 0.25},
		{name: "the longer name", assert: "{type: model-graded-factuality, value: x}", replies: []string{`{"category": "E"}`}, pass: true, score: 1},
		{name: "no such category", assert: a, replies: []string{`{"category": "F"}`}, err: "none of A to E"},
		{name: "several letters", assert: a, replies: []string{"It might be (A) or (B)."}, err: "names no category, or several"},
		{name: "two categories", assert: a, replies: []string{`{"category": "A"} {"category": "D"}`}, err: "several verdicts that differ"},
		{name: "prose", assert: a, replies: []string{"They agree."}, err: "names no category"},
	})
}

func TestGEvalScoresByStepsOfItsOwn(t *testing.T) {
	t.Parallel()
	a := "{type: g-eval, value: is short}"
	steps := `Here you go: {"steps": ["count the words", "compare"]}`
	try(t, []trial{
		{name: "pass", assert: a, replies: []string{steps, `{"score": 7, "reason": "short"}`}, pass: true, score: 0.7},
		{name: "fail", assert: a, replies: []string{steps, `{"score": "6", "reason": "long"}`}, score: 0.6},
		{name: "not", assert: "{type: not-g-eval, value: is short}", replies: []string{steps, `{"score": 2, "reason": "long"}`}, pass: true, score: 0.8},
		{
			name: "the mean of a list", assert: "{type: g-eval, value: [is short, is kind], threshold: 0.5}",
			replies: []string{steps, `{"score": 10, "reason": "a"}`, steps, `{"score": 1, "reason": "b"}`}, pass: true, score: 0.55,
		},
		{name: "no steps", assert: a, replies: []string{"first, count"}, err: "no JSON object with steps"},
		{name: "empty steps", assert: a, replies: []string{`{"steps": []}`}, err: "no list of texts"},
		{name: "steps that are no texts", assert: a, replies: []string{`{"steps": ["a", 1]}`}, err: "no list of texts"},
		{name: "no score", assert: a, replies: []string{steps, `{"reason": "fine"}`}, err: "no JSON object with score"},
		{name: "a score of eleven", assert: a, replies: []string{steps, `{"score": 11, "reason": "wow"}`}, err: "not from 0 to 10"},
		{name: "no reason", assert: a, replies: []string{steps, `{"score": 5}`}, err: "without a reason"},
	})
}

func TestContextsAreJudgedByTheirSentences(t *testing.T) {
	t.Parallel()
	rag := "{query: How high is it?, context: 'The tower is 330 m high. It opened in 1889. Paint is brown.'}"
	recall := "{type: context-recall, value: It is 330 m high. It is brown., threshold: 0.6}"
	relevance := "{type: context-relevance, threshold: 0.3}"
	faithful := "{type: context-faithfulness, threshold: 0.5}"
	try(t, []trial{
		{name: "recall", assert: recall, vars: rag, replies: []string{"1. It is 330 m high. [Attributed]\n2. It is brown. [Not Attributed]"}, score: 0.5},
		{name: "full recall", assert: recall, vars: rag, replies: []string{"So:\n1. a [ATTRIBUTED]\n2. b [attributed]"}, pass: true, score: 1},
		{name: "recall without a context looks at the prompt", assert: "{type: context-recall, value: x}", replies: []string{"x [Not Attributed]"}, pass: true},
		{name: "unmarked", assert: recall, vars: rag, replies: []string{"All of it is there."}, err: "marked no sentence"},
		{name: "relevance", assert: relevance, vars: rag, replies: []string{"The tower is 330 m high."}, pass: true, score: 1.0 / 3},
		{name: "nothing relevant", assert: relevance, vars: rag, replies: []string{"Insufficient Information"}},
		{name: "chunks are counted whole", assert: relevance, vars: "{query: q, context: [One. Two., Three.]}", replies: []string{"One.\nThree."}, pass: true, score: 1},
		{name: "no quote", assert: relevance, vars: rag, replies: []string{"I'm sorry, I can't do that."}, err: "quotes nothing of the context"},
		{name: "no query", assert: relevance, vars: "{context: x}", err: `needs a var "query"`},
		{name: "no context", assert: relevance, vars: "{query: x}", err: `needs a var "context"`},
		{name: "faithful", assert: faithful, vars: rag, replies: []string{"It is high.\nIt is red.", "1 yes 2 no.\nFinal verdict for each statement in order: Yes. No."}, pass: true, score: 0.5},
		{name: "verdicts one by one", assert: faithful, vars: rag, replies: []string{"a\nb", "1. Verdict: No\n2. verdict: No"}},
		{name: "a verdict is missing", assert: faithful, vars: rag, replies: []string{"a\nb", "Final verdict for each statement in order: Yes."}, err: "1 verdicts on 2 claims"},
		{name: "a verdict that is none", assert: faithful, vars: rag, replies: []string{"a\nb", "Final verdict for each statement in order: Yes. Maybe."}, err: "not all yes or no"},
		{name: "no claims", assert: faithful, vars: rag, replies: []string{"I cannot assist with that."}, err: "refused"},
	})
}

func TestAContextMayBeTakenFromTheOutput(t *testing.T) {
	t.Parallel()
	relevance := func(code string) string { return "{type: context-relevance, contextTransform: " + code + "}" }
	vars := "{query: How high is it?, context: Never looked at.}"
	output := "High.|It is 330 m high.|{{query}} It is old."
	try(t, []trial{
		{name: "a list", assert: relevance(`"output.split('|').slice(1)"`), vars: vars, output: output, replies: []string{"It is 330 m high."}, pass: true, score: 0.5},
		{name: "a text is data", assert: relevance(`"output.split('|')[2]"`), vars: vars, output: output, replies: []string{"It is old."}, pass: true, score: 1},
		{name: "what was asked is at hand", assert: relevance(`"context.vars.query + ' ' + context.prompt.label"`), vars: vars, replies: []string{"How high is it?"}, pass: true, score: 0.5},
		{name: "nothing", assert: relevance(`"''"`), vars: vars, err: "what contextTransform gives is empty"},
		{name: "a number", assert: relevance(`"1"`), vars: vars, err: "what contextTransform gives must be a text"},
		{name: "a throw", assert: relevance(`"nope.nope"`), vars: vars, err: "contextTransform: "},
	})
}

func TestTurnsOfAConversationAreJudgedOneByOne(t *testing.T) {
	t.Parallel()
	a := "{type: conversation-relevance, threshold: 0.6}"
	two := "{_conversation: [{input: hi, output: hello}, {input: how high, output: blue}]}"
	yes, no := `{"verdict": "yes"}`, `{"verdict": "no", "reason": "blue is no height"}`
	try(t, []trial{
		{name: "the turn at hand", assert: a, replies: []string{yes}, pass: true, score: 1},
		{name: "half", assert: a, vars: two, replies: []string{yes, no}, score: 0.5},
		{name: "not", assert: "{type: not-conversation-relevance}", replies: []string{no}, pass: true, score: 1},
		{name: "neither", assert: a, replies: []string{`{"verdict": "idk"}`}, err: "neither yes nor no"},
	})
}

func TestEmbeddingsAreCompared(t *testing.T) {
	t.Parallel()
	// The server embeds "a" to "d" as it is told, so that the figures can be
	// worked out by hand: cos(a, b) = 0.6, |a - b| = sqrt(0.8), cos(a, c) = 0.
	vectors := []llmtest.Rule{
		{Match: "^a$", Answer: "[1, 0]"},
		{Match: "^b$", Answer: "[0.6, 0.8]"},
		{Match: "^c$", Answer: "[0, 2]"},
		{Match: "^d$", Answer: "[1, 0, 0]"},
	}
	far := math.Sqrt(0.8)
	for name, c := range map[string]struct {
		assert string
		pass   bool
		score  float64
		err    string
	}{
		"the same":                {"{type: similar, value: a}", true, 1, ""},
		"near enough":             {"{type: similar, value: b, threshold: 0.6}", true, 0.6, ""},
		"too far":                 {"{type: 'similar:cosine', value: b}", false, 0.6, ""},
		"one of a list":           {"{type: similar, value: [c, a, b]}", true, 1, ""},
		"none of a list":          {"{type: similar, value: [c, b]}", false, 0.6, ""},
		"not":                     {"{type: not-similar, value: b}", true, 0.4, ""},
		"not, of a list":          {"{type: not-similar, value: [b, c]}", true, 0.4, ""},
		"not, but one of them":    {"{type: not-similar, value: [c, a]}", false, 0, ""},
		"dot":                     {"{type: 'similar:dot', value: b, threshold: 0.5}", true, 0.6, ""},
		"distance":                {"{type: 'similar:euclidean', value: b, threshold: 0.9}", true, 1 / (1 + far), ""},
		"distance too far":        {"{type: 'similar:euclidean', value: b}", false, 1 / (1 + far), ""},
		"distance, not":           {"{type: 'not-similar:euclidean', value: b}", true, 1 - 1/(1+far), ""},
		"other lengths":           {"{type: similar, value: d}", false, 0, "different lengths"},
		"an empty list":           {"{type: similar, value: []}", false, 0, "is empty"},
		"a value that is no text": {"{type: similar, value: 1}", false, 0, "must be a text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			court := newCourt(t, vectors...)
			r := court.run(t, court.suite(t, trial{assert: c.assert, output: "a"}.yaml())).Results[0]
			if c.err != "" {
				if r.Err == nil || !strings.Contains(r.Err.Error(), c.err) {
					t.Errorf("want the error %q, got %v", c.err, r.Err)
				}
				return
			}
			if r.Err != nil || r.Pass != c.pass || math.Abs(r.Score-c.score) > 1e-12 {
				t.Errorf("want pass %v and score %v, got %v and %v, %v", c.pass, c.score, r.Pass, r.Score, r.Err)
			}
		})
	}
}

func TestAnAnswerIsRelevantWhenItsQuestionCanBeGuessed(t *testing.T) {
	t.Parallel()
	a := "{type: answer-relevance, threshold: 0.5}"
	court := newCourt(t,
		llmtest.Rule{Match: "How high is the tower\\?$", Model: "judge", Answer: ""},
		llmtest.Rule{Times: 2, Match: "material", Answer: "How high is the tower?"},
		llmtest.Rule{Match: "material", Answer: "xyzzy plugh?"},
	)
	run := court.run(t, court.suite(t, trial{assert: a}.yaml()))
	wanted, other := llmtest.Vector("How high is the tower?"), llmtest.Vector("xyzzy plugh?")
	want := 2.0 / 3
	for i := range wanted {
		want += wanted[i] * other[i] / 3
	}
	if r := run.Results[0]; r.Err != nil || !r.Pass || math.Abs(r.Score-want) > 1e-12 {
		t.Errorf("want %v, got %v, %v", want, r.Score, r.Err)
	}
	if j := run.Judging(); j.Asked != 7 || j.Calls != 5 || j.Cached != 2 {
		t.Errorf("three guesses and two different embeddings: %+v", j)
	}
	try(t, []trial{{name: "no question", assert: a, replies: []string{"[1]", "a tower"}, err: "is no question"}})
}

func TestModerationNamesWhatIsViolated(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		assert, output string
		pass           bool
	}{
		"clean":                {"{type: moderation}", "hello", true},
		"flagged":              {"{type: moderation}", "I hate it", false},
		"another category":     {"{type: moderation, value: [violence]}", "I hate it", true},
		"the category":         {"{type: moderation, value: [violence, hate]}", "I hate it", false},
		"not, and flagged":     {"{type: not-moderation}", "I hate it", true},
		"not, and not flagged": {"{type: not-moderation}", "hello", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			court := newCourt(t, llmtest.Rule{Match: "hate", Answer: "hate"})
			r := court.run(t, court.suite(t, trial{assert: c.assert, output: c.output}.yaml())).Results[0]
			if r.Err != nil || r.Pass != c.pass || r.Score != map[bool]float64{true: 1}[c.pass] {
				t.Errorf("want pass %v, got %v and score %v, %v", c.pass, r.Pass, r.Score, r.Err)
			}
			if path := court.server.Requests()[0].Path; path != "/v1/moderations" {
				t.Errorf("asked %s", path)
			}
		})
	}
}

func TestAPairIsComparedInBothOrders(t *testing.T) {
	t.Parallel()
	a := "{type: pairwise, config: {reference: 'the {{thing}}'}}"
	better := func(answer string) []llmtest.Rule { // whichever place it has
		return []llmtest.Rule{
			{Match: "<answer-a \\w+>\n" + answer, Answer: `{"better": "A", "reason": "r"}`},
			{Answer: `{"better": "b", "reason": "r"}`},
		}
	}
	always := func(reply string) []llmtest.Rule { return []llmtest.Rule{{Answer: reply}} }
	for name, c := range map[string]struct {
		assert string
		rules  []llmtest.Rule
		pass   bool
		score  float64
		err    string
	}{
		"better":               {a, better("mine"), true, 1, ""},
		"worse":                {a, better("the tower"), false, 0, ""},
		"always the first":     {a, always(`{"better": "A"}`), true, 0.5, ""},
		"a tie":                {a, always(`{"better": "tie"}`), true, 0.5, ""},
		"a tie is no win":      {"{type: pairwise, threshold: 1, config: {reference: the tower}}", always(`{"better": "tie"}`), false, 0.5, ""},
		"not":                  {"{type: not-pairwise, config: {reference: the tower}}", better("mine"), false, 0, ""},
		"neither":              {a, always(`{"better": "C"}`), false, 0, "none of A, B and tie"},
		"a judge without JSON": {a, always("A"), false, 0, "no JSON object with better"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			court := newCourt(t, c.rules...)
			r := court.run(t, court.suite(t, trial{assert: c.assert, vars: "{thing: tower}", output: "mine"}.yaml())).Results[0]
			if c.err != "" {
				if r.Err == nil || !strings.Contains(r.Err.Error(), c.err) {
					t.Errorf("want the error %q, got %v", c.err, r.Err)
				}
				return
			}
			if r.Err != nil || r.Pass != c.pass || r.Score != c.score || court.server.Count() != 2 {
				t.Errorf("want pass %v and score %v in two calls, got %v and %v, %v", c.pass, c.score, r.Pass, r.Score, r.Err)
			}
		})
	}
}

func TestTheMajorityOfVotesDecides(t *testing.T) {
	t.Parallel()
	a := "{type: llm-rubric, value: is polite, config: {votes: 3}}"
	yes, no := `{"pass": true, "score": 0.9, "reason": "kind"}`, `{"pass": false, "score": 0.3, "reason": "rude"}`
	try(t, []trial{
		{name: "two of three", assert: a, replies: []string{no, yes, yes}, pass: true, score: 0.7},
		{name: "one of three", assert: a, replies: []string{no, yes, no}, score: 0.5},
		{name: "a vote that cannot be read", assert: a, replies: []string{yes, "hm", yes}, err: "vote 2 of 3: the judge's reply holds no JSON"},
	})
	court := newCourt(t, trial{replies: []string{no, yes, yes}}.rules()...)
	run := court.run(t, court.suite(t, trial{assert: a}.yaml()))
	want := "2 of 3 votes pass (scores 0.3, 0.9, 0.9): kind"
	if got := run.Results[0].Asserts[0].Reason; got != want || run.Judging().Calls != 3 {
		t.Errorf("want %q, got %q of %+v", want, got, run.Judging())
	}
}

// saying is a judge that says one thing.
type saying string

func (s saying) Ask(context.Context, eval.JudgeQuestion) (eval.Answer, error) {
	return eval.Answer{Output: string(s)}, nil
}

func TestOneOfSeveralOutputsIsBest(t *testing.T) {
	t.Parallel()
	types := grade.All()
	rivals := func(outputs ...string) []eval.Rival {
		list := make([]eval.Rival, len(outputs))
		for i, o := range outputs {
			list[i] = eval.Rival{Sample: eval.Sample{Case: &eval.Case{}, Answer: eval.Answer{Output: o}}}
		}
		return list
	}
	for reply, want := range map[string]string{
		"1": "", "The best is 1.": "", "**1** beats 0": "", "1, not 0": "",
		"output 0 or 1": "or several", "none": "names no output", "2": "numbered from 0 to 1", "-1": "numbered from 0 to 1", "99999999999999999999": "numbered",
	} {
		c, err := types.NewComparer(eval.Assertion{Type: "select-best", Judge: &eval.ProviderSpec{}})
		if err != nil {
			t.Fatal(err)
		}
		in := eval.CompareInput{Rivals: rivals("red", "blue"), Value: "is blue", Services: eval.Services{Judge: saying(reply)}}
		got, err := c.Compare(t.Context(), in)
		switch {
		case want != "":
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: want the error %q, got %v", reply, want, err)
			}
		case err != nil || len(got) != 2 || got[0].Pass || got[0].Score != 0 || !got[1].Pass || got[1].Score != 1:
			t.Errorf("%s: got %+v, %v", reply, got, err)
		}
		in.Rivals = rivals("red")
		in.Services = eval.Services{}
		if got, err = c.Compare(t.Context(), in); err != nil || !got[0].Pass {
			t.Errorf("one alone: %+v, %v", got, err)
		}
	}
}

func TestWhatCannotBeJudgedIsRefusedByName(t *testing.T) {
	t.Parallel()
	for a, want := range map[string]string{
		"{type: not-factuality, value: x}":                                              "promptfoo judges it like factuality",
		"{type: not-model-graded-closedqa, value: x}":                                   "promptfoo judges it like model-graded-closedqa",
		"{type: not-answer-relevance}":                                                  "promptfoo judges it like answer-relevance",
		"{type: not-context-faithfulness}":                                              "promptfoo judges it like context-faithfulness",
		"{type: not-context-recall, value: x}":                                          "promptfoo judges it like context-recall",
		"{type: not-context-relevance}":                                                 "promptfoo judges it like context-relevance",
		"{type: similar, value: x, config: {votes: 3}}":                                 "takes no votes",
		"{type: pairwise}":                                                              "has no answer to compare the output with",
		"{type: pairwise, config: {reference: 'file://a.txt'}}":                         "is the name of a file",
		"{type: conversation-relevance, config: {windowSize: 0}}":                       "windowSize",
		"{type: context-faithfulness, rubricPrompt: x}":                                 "must be a list of two prompts",
		"{type: factuality, value: x, config: {factuality: {superseet: 1}}}":            `has no "superseet"`,
		"{type: factuality, value: x, config: {factuality: {superset: 'all'}}}":         "must be a number",
		"{type: llm-rubric, value: x, contextTransform: output}":                        "which judges by no context",
		"{type: context-recall, value: x, contextTransform: output, transform: output}": "beside another transform",
		"{type: search-rubric, value: x}":                                               "is not supported",
		"{type: agent-rubric, value: x}":                                                "is not supported",
		"{type: pi, value: x}":                                                          "is not supported",
	} {
		_, err := parseJudged("tests:\n- assert:\n  - " + a + "\n")
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "suite.yaml:3:") {
			t.Errorf("%s: want %q with its place, got %v", a, want, err)
		}
	}
}
