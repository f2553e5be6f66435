package grade

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

const (
	finalVerdict = "final verdict for each statement in order:"

	claimsRules = `Take the answer to the question apart into its claims.
Write each claim as a sentence of its own that can be understood alone, one on a line. Write every claim that the answer makes, add none, and write nothing else: no headings and no numbers.`
	claimsCheck = `Check for each statement, by its number, whether the context says it or makes it certain. What you know from elsewhere does not count.
Explain each in one line. Then end with one line that has the verdicts in the order of the statements, Yes or No with a full stop each, in exactly this form:
Final verdict for each statement in order: Yes. Yes. No.`
)

func contextFaithfulness() Type {
	return Type{
		Name:    "context-faithfulness",
		Doc:     "A model takes the output apart into claims and tells which of them the context supports; their share must reach the threshold.",
		Example: "type: context-faithfulness\nthreshold: 0.9\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Context: true, Protocol: protocol(claimsRules, claimsCheck), Check: checkFaithfulness},
		New:     judging(askFaithfulness),
	}
}

func checkFaithfulness(a *eval.Assertion) (message, hint string) {
	if message, hint = noNot(a); message != "" {
		return message, hint
	}
	if _, err := faithfulnessRubrics(a.Rubric); err != nil {
		return err.Error(), "list the prompt that finds the claims and the one that checks them"
	}
	return "", ""
}

// faithfulnessRubrics are the two prompts of a rubricPrompt, "" for our own.
func faithfulnessRubrics(rubric string) ([2]string, error) {
	var two [2]string
	if rubric == "" {
		return two, nil
	}
	v, err := value.DecodeJSON([]byte(rubric))
	items, ok := v.([]any)
	if err != nil || !ok {
		return two, errors.New("the rubricPrompt of context-faithfulness must be a list of two prompts")
	}
	for i, x := range items[:min(2, len(items))] {
		if o, isMessage := x.(*value.Object); isMessage {
			x, _ = o.Get("content")
		}
		if two[i], ok = x.(string); !ok {
			return two, errors.New("the prompts of context-faithfulness must be texts")
		}
	}
	return two, nil
}

func askFaithfulness(ctx context.Context, q question) (eval.Verdict, error) {
	query, m, err := q.queryAndContext(ctx)
	if err != nil {
		return eval.Verdict{}, err
	}
	rubrics, err := faithfulnessRubrics(q.a.Rubric)
	if err != nil {
		return eval.Verdict{}, err
	}
	output := q.in.Answer.Output
	messages := compose(claimsRules, part{"question", query}, part{"answer", output})
	if rubrics[0] != "" {
		if messages, err = q.custom(ctx, rubrics[0], "question", query, "answer", parsed(output)); err != nil {
			return eval.Verdict{}, err
		}
	}
	reply, err := q.chat(ctx, messages)
	if err == nil {
		err = refused(reply)
	}
	if err != nil {
		return eval.Verdict{}, err
	}
	claims := lines(reply)
	messages, err = q.checkMessages(ctx, rubrics[1], m.text(), claims)
	if err != nil {
		return eval.Verdict{}, err
	}
	if reply, err = q.chat(ctx, messages); err != nil {
		return eval.Verdict{}, err
	}
	score, err := readFaithfulness(reply, len(claims))
	if err != nil {
		return eval.Verdict{}, err
	}
	bound := q.threshold(0)
	return verdict(score >= bound-epsilon, score, "expected a faithfulness of at least %v, got %.3g over %d claims", bound, score, len(claims)), nil
}

func (q question) checkMessages(ctx context.Context, tmpl, about string, claims []string) ([]prompt.Message, error) {
	if tmpl != "" {
		list := make([]any, len(claims))
		for i, c := range claims {
			list[i] = c
		}
		return q.custom(ctx, tmpl, "context", about, "statements", list)
	}
	numbered := make([]string, len(claims))
	for i, c := range claims {
		numbered[i] = fmt.Sprintf("%d. %s", i+1, c)
	}
	return compose(claimsCheck, part{"context", about}, part{"statements", strings.Join(numbered, "\n")}), nil
}

// readFaithfulness is the share of the claims with the verdict yes. The verdicts
// come after the last words "Final verdict for each statement in order:", each
// with a full stop, or as "Verdict: Yes" one by one. There must be one for each
// claim: promptfoo takes a missing one for a no.
func readFaithfulness(reply string, claims int) (float64, error) {
	low := strings.ToLower(reply)
	yes, no := 0, 0
	if i := strings.LastIndex(low, finalVerdict); i >= 0 {
		for one := range strings.SplitSeq(low[i+len(finalVerdict):], ".") {
			switch one = strings.Trim(one, " \t\r\n*_`,;"); {
			case one == "":
			case strings.HasSuffix(one, "yes"):
				yes++
			case strings.HasSuffix(one, "no"):
				no++
			default:
				return 0, fmt.Errorf("the judge's final verdicts are not all yes or no: %s", quote(reply[i:]))
			}
		}
	} else {
		yes, no = strings.Count(low, "verdict: yes"), strings.Count(low, "verdict: no")
	}
	if yes+no != claims {
		return 0, fmt.Errorf("the judge gave %d verdicts on %d claims: %s", yes+no, claims, quote(reply))
	}
	return float64(yes) / float64(claims), nil
}
