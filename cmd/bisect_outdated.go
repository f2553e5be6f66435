package cmd

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/eval"
)

// comparable are the records of a version that answer the same question, the
// latest first: of the same provider, model and endpoint, and by the same judges.
// Cases of another suite count where their keys are equal.
func (s *bisection) comparable(key string) []eval.Record {
	same := eval.RecordFilter{PromptKey: key, Provider: s.target.Provider, Model: s.target.Model, Endpoint: s.target.EndpointKey()}
	var list []eval.Record
	for _, r := range s.known.byKey[key] {
		if same.Match(r) && (r.Judges == nil || r.Judges.Key == "" || s.judges == "" || r.Judges.Key == s.judges) {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b eval.Record) int { return strings.Compare(b.Time+b.ID, a.Time+a.ID) })
	return list
}

// newestModel is the model that the newest of all answers names.
func (s *bisection) newestModel() string {
	newest, model := time.Time{}, ""
	look := func(at time.Time, name string) {
		if name != "" && at.After(newest) {
			newest, model = at, name
		}
	}
	for key := range s.known.byKey {
		for _, r := range s.comparable(key) {
			look(recordTime(r), r.ResolvedModel)
		}
	}
	for _, cases := range s.evidence.samples {
		for _, list := range cases {
			for i := range list {
				look(list[i].Time, list[i].Model)
			}
		}
	}
	return model
}

func recordTime(r eval.Record) time.Time {
	t, _ := time.Parse(time.RFC3339, r.Time) // one that says nothing is very old
	return t
}

// outdated says why an answer is not mixed with fresh ones, "" where it is.
// Providers that always answer alike are never outdated.
func (s *bisection) outdated(at time.Time, model string) string {
	switch {
	case s.target.Free:
		return ""
	case s.now.Sub(at) > s.w.config.Eval.MaxAge:
		return "is older than eval.max_age"
	case !sameModel(model, s.evidence.model):
		return fmt.Sprintf("was answered by %s, and %s answers now", model, s.evidence.model)
	}
	return ""
}

// sameModel compares models as they were answered; one that is not named may be
// any, and of several that share the work each is.
func sameModel(a, b string) bool {
	if a == "" || b == "" {
		return true
	}
	names := strings.Split(b, ",")
	return slices.ContainsFunc(strings.Split(a, ","), func(name string) bool { return slices.Contains(names, name) })
}
