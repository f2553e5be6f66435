package advise

import (
	"github.com/promptgit/promptgit/eval"
)

// Subject is one prompt under one suite.
type Subject struct {
	Versions []Version         // distinct contents, oldest first
	Newest   int               // the version at hand
	Suite    bool              // a suite judges the prompt
	Splits   map[string]string // by key of the cases of the suite as it is now that can fail: "" or "holdout"; nil where that is not known
	Silent   int               // the others of the suite, which assert nothing and so pass whatever is answered
	Hostile  Hostile
	Looks    *int // versions that were judged on these held-out cases, at most MostLooks; nil where that is not known
	Never    []string
	Varied   int // variables that some iteration changed
}

// Hostile is what is known of the hostile cases of the suite.
type Hostile struct {
	Tagged  int    // cases that suite edge made
	Missing string // kinds that no case has, "" where all are there
}

// tuned says whether a case counts for the stop rule. One that the suite no longer
// has counts for nothing.
func (s *Subject) tuned(c eval.CaseRecord) bool {
	split, known := s.Splits[c.Key]
	return s.Splits == nil || known && split == ""
}

func (s *Subject) heldOut(c eval.CaseRecord) bool { return s.Splits[c.Key] == "holdout" }

// held counts the held-out cases of the suite.
func (s *Subject) held() int {
	n := 0
	for _, split := range s.Splits {
		if split == "holdout" {
			n++
		}
	}
	return n
}

// first is the record of the first version that was judged, nil for none.
func (s *Subject) first() *eval.Record {
	for _, v := range s.Versions {
		if list := readings(v.Records); len(list) > 0 {
			return list[0]
		}
	}
	return nil
}

// newest is the latest reading of the version at hand, nil for none.
func (s *Subject) newest() *eval.Record {
	if len(s.Versions) == 0 {
		return nil
	}
	list := readings(s.Versions[s.Newest].Records)
	if len(list) == 0 {
		return nil
	}
	return list[len(list)-1]
}
