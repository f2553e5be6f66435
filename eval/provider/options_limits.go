package provider

import (
	"errors"
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
)

// limitKeys are the options that every configured provider takes.
func limitKeys() []string {
	return []string{"concurrency", "requests_per_minute", "tokens_per_minute"}
}

// limited is a target with the limits that are configured for it, or all that is
// wrong with either.
func limited(t eval.Target, spec Spec, err error) (eval.Target, error) {
	o := &options{spec: spec}
	t.Limits = o.limits()
	var list diag.Errors
	if err != nil && !errors.As(err, &list) {
		return eval.Target{}, err
	}
	if err = append(list[:len(list):len(list)], o.errs...).Err(); err != nil {
		return eval.Target{}, err
	}
	return t, nil
}

// limits reads what bounds the calls of a provider. Each is a number above 0,
// and none where it is not set.
func (o *options) limits() eval.Limits {
	return eval.Limits{
		Concurrency:       int(o.limit("concurrency", true)),
		RequestsPerMinute: o.limit("requests_per_minute", false),
		TokensPerMinute:   o.limit("tokens_per_minute", false),
	}
}

func (o *options) limit(name string, whole bool) float64 {
	v, _ := o.spec.Options.Get(name)
	const most = 1e9 // of anything, per minute or at once
	var f float64
	switch n := v.(type) {
	case nil:
		return 0
	case int64:
		f = float64(n)
	case float64:
		if !whole {
			f = n
		}
	}
	if !(f > 0 && f <= most) {
		hint := "write a number above 0, or leave it out for no limit"
		if whole {
			hint = "write a whole number from 1 on, or leave it out"
		}
		o.errs.Add(o.spec.at(name), fmt.Sprintf("%s cannot be %v", name, v), hint)
		return 0
	}
	return f
}
