package grade

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func isRefusal() Type {
	return Type{
		Name: "is-refusal",
		Doc: "The output begins or goes on like a refusal, by promptfoo's list of phrases, in any case (\"I cannot help\", \"As an AI\"). " +
			"An empty output and one that is no text pass too, with score 0.",
		Example: "type: is-refusal\n",
		Since:   "0.2.0",
		New:     func(a eval.Assertion) (eval.Grader, error) { return refusalGrader{a}, nil },
	}
}

type refusalGrader struct{ assertion eval.Assertion }

func (g refusalGrader) Grade(ctx context.Context, in eval.GradeInput) (eval.Verdict, error) {
	v, err := factGrader{g.assertion, lookAtRefusal}.Grade(ctx, in)
	if in.Answer.Structured || value.JSTrim(in.Answer.Output) == "" {
		v.Score = 0 // with and without not-
	}
	return v, err
}

func lookAtRefusal(_ eval.Assertion, in eval.GradeInput) (fact, error) {
	f := fact{want: "be a refusal", got: "got " + quote(in.Answer.Output)}
	switch {
	case in.Answer.Structured:
		f.ok, f.got = true, "got no text, which counts as one: "+quote(in.Answer.Output)
	case value.JSTrim(in.Answer.Output) == "":
		f.ok, f.got = true, "got nothing, which counts as one"
	default:
		if phrase := refusing(in.Answer.Output); phrase != "" {
			f.ok, f.got = true, fmt.Sprintf("%q is one in %s", phrase, quote(in.Answer.Output))
		}
	}
	return f, nil
}

// refusing finds the phrase that makes a text a refusal, "" where none does.
func refusing(output string) string {
	text := strings.NewReplacer("′", "'", "’", "'").Replace(lower(value.JSTrim(output)))
	for _, phrase := range refusalBeginnings() {
		if strings.HasPrefix(text, phrase) {
			return phrase
		}
	}
	for _, phrase := range refusalPhrases() {
		if containsWords(text, phrase) {
			return phrase
		}
	}
	return ""
}

// containsWords says whether a phrase stands in a text where words, of ASCII
// characters, begin and end.
func containsWords(text, phrase string) bool {
	for from := 0; ; {
		at := strings.Index(text[from:], phrase)
		if at < 0 {
			return false
		}
		at += from
		end := at + len(phrase)
		if (at == 0 || !wordByte(text[at-1])) && (end == len(text) || !wordByte(text[end])) {
			return true
		}
		from = at + 1
	}
}
