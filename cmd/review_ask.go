package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/promptgit/promptgit/internal/review"
	"github.com/promptgit/promptgit/internal/ui"
)

// asks says whether the user can be asked for a verdict.
func (s *reviewSubject) asks(o reviewOptions) bool {
	return o.verdict == "" && !o.json && !s.listing && len(s.pairs) > 0 && s.w.app.InTTY && s.w.app.OutTTY
}

// ask asks for a verdict on all that was shown, and for a text. Without an answer
// nothing is said.
func (s *reviewSubject) ask(ctx context.Context, o *reviewOptions) error {
	what := ui.Line(s.pairs[0].b.path)
	if n := len(s.pairs); n > 1 {
		what = plural(n, "prompt")
	}
	for {
		fmt.Fprintf(s.w.app.Out, "\n%s: (a)pprove, (c)omment, (r)equest changes, or Enter for nothing: ", what)
		line, err := s.w.app.answer(ctx)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		switch line {
		case "a", "approve":
			o.verdict = review.Approve
		case "c", "comment":
			o.verdict = review.Comment
		case "r", "request-changes", "request changes":
			o.verdict = review.RequestChanges
		case "":
			return nil
		default:
			continue
		}
		break
	}
	hint := ""
	if o.verdict == review.Approve {
		hint = ", Enter for none"
	}
	fmt.Fprintf(s.w.app.Out, "what you say of it%s: ", hint)
	text, err := s.w.app.answer(ctx)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if text == "" && o.verdict != review.Approve {
		fmt.Fprintln(s.w.app.Err, "promptgit: nothing was said, so that nothing is stored")
		o.verdict = ""
	}
	o.text = text
	return nil
}
