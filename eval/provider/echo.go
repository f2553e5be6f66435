package provider

import (
	"context"

	"github.com/promptgit/promptgit/eval"
)

func echoType() Type {
	return Type{
		Name:    "echo",
		Doc:     "returns the rendered prompt; for trying out suites without a model",
		Example: "echo",
		New: func(s Spec, _ Deps) (eval.Target, error) {
			return eval.Target{
				Provider: s.Name,
				Model:    s.Model,
				Endpoint: "echo",
				Caller:   echo{},
				Free:     true,
				Price:    &eval.Price{},
			}, s.read(nil).errs.Err()
		},
	}
}

type echo struct{}

// Complete gives back what it got.
func (echo) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	if err := onlyChat("echo", req.Task); err != nil {
		return eval.Answer{}, err
	}
	return eval.Answer{Output: req.Rendered, Cost: new(float64)}, ctx.Err()
}
