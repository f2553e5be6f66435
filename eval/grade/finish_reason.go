package grade

import (
	"errors"

	"github.com/promptgit/promptgit/eval"
)

func finishReason() Type {
	return Type{
		Name: "finish-reason",
		Doc: "The provider says that the answer ended for this reason, in any case: stop, length, tool_calls, content_filter. " +
			"It fails, and not- passes, where the provider gives no reason.",
		Example: "type: finish-reason\nvalue: stop\n",
		Since:   "0.2.0",
		New:     looking(lookAtFinish),
	}
}

func lookAtFinish(_ eval.Assertion, in eval.GradeInput) (fact, error) {
	want, ok := in.Value.(string)
	if !ok {
		return fact{}, errors.New("the value must be a text, such as stop")
	}
	f := fact{want: "end for the reason " + quote(want), got: "the provider gives none"}
	if reason := in.Answer.FinishReason; reason != "" {
		f.ok, f.got = lower(want) == lower(reason), "it is "+quote(reason)
	}
	return f, nil
}
