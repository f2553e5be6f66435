package grade

import "github.com/promptgit/promptgit/eval"

func guardrails() Type {
	return Type{
		Name: "guardrails",
		Doc: "No guardrail of the provider flagged the prompt or the answer: a refusal or a content filter that openai reports. " +
			"It passes where the provider says nothing.",
		Example: "type: guardrails\n",
		Since:   "0.2.0",
		New:     looking(lookAtGuardrails),
	}
}

func lookAtGuardrails(_ eval.Assertion, in eval.GradeInput) (fact, error) {
	f := fact{ok: true, want: "pass the guardrails of the provider"}
	switch flagged := in.Answer.Flagged; {
	case flagged == nil:
		f.got = "the provider says nothing of them"
	case *flagged:
		f.ok, f.got = false, "they flagged "+quote(in.Answer.Output)
	default:
		f.got = "they flagged nothing"
	}
	return f, nil
}
