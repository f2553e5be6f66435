package provider

import "github.com/promptgit/promptgit/eval"

func demoType() Type {
	return Type{
		Name:    "demo",
		Doc:     "stands in for a model by following the rules that it finds in the prompt; its scores are marked as simulated",
		Example: "demo",
		New: func(s Spec, _ Deps) (eval.Target, error) {
			return eval.Target{
				Provider: s.Name, Model: s.Model, Endpoint: "demo/1", Caller: demoModel{},
				Simulated: true, Free: true, Price: &eval.Price{},
			}, s.read(nil).errs.Err()
		},
	}
}
