package grade

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

func githubString() Type {
	return Type{
		Name: eval.GitHubString,
		Doc: "A string evaluator of GitHub Models: the trimmed output equals the text in the same case, " +
			"or contains it, starts or ends with it in any case.",
		Example: "type: github-string\nconfig: {contains: degrees}\n",
		Since:   "0.2.0",
		New:     newGitHubString,
	}
}

// gitHubCheck is one string evaluator.
type gitHubCheck struct {
	op, want string
	not      bool
}

func newGitHubString(a eval.Assertion) (eval.Grader, error) {
	for _, op := range eval.GitHubStrings() {
		if v, ok := a.Config.Get(op); ok {
			want, isText := v.(string)
			if !isText {
				return nil, fmt.Errorf("%s of github-string must be text", op)
			}
			return gitHubCheck{op, want, a.Not}, nil
		}
	}
	return nil, fmt.Errorf("github-string needs a config with one of %s", strings.Join(eval.GitHubStrings(), ", "))
}

// Grade compares as gh-models does.
func (c gitHubCheck) Grade(_ context.Context, in eval.GradeInput) (eval.Verdict, error) {
	output := strings.TrimSpace(in.Answer.Output)
	low, want := strings.ToLower(output), strings.ToLower(c.want)
	ok := false
	switch c.op {
	case "equals":
		ok = output == c.want
	case "contains":
		ok = strings.Contains(low, want)
	case "startsWith":
		ok = strings.HasPrefix(low, want)
	case "endsWith":
		ok = strings.HasSuffix(low, want)
	}
	v := eval.Verdict{Pass: ok != c.not, Reason: fmt.Sprintf("%s %s; got %s", c.op, quote(c.want), quote(output))}
	if c.not {
		v.Reason = "not " + v.Reason
	}
	if v.Pass {
		v.Score = 1
	}
	return v, nil
}
