package cmd

import "github.com/promptgit/promptgit/eval"

// caseJSON is one case in two records.
type caseJSON struct {
	Case string        `json:"case"`
	Key  string        `json:"key"`
	Flip *string       `json:"flip"` // broken, fixed, or null
	A    *caseSideJSON `json:"a"`    // null where the record does not have it
	B    *caseSideJSON `json:"b"`
}

// caseSideJSON is how a case ended in one record.
type caseSideJSON struct {
	Verdict string       `json:"verdict"` // pass, fail, error or na
	Score   *float64     `json:"score"`
	Passes  int          `json:"passes"`
	Samples int          `json:"samples"`
	Results []resultJSON `json:"results"` // by sample, null where this clone has them no longer
}

func casesJSON(pairs []casePair) []caseJSON {
	list := []caseJSON{}
	for _, p := range pairs {
		c := caseJSON{Case: p.name, Key: p.key, A: newCaseSideJSON(p.a, p.before), B: newCaseSideJSON(p.b, p.after)}
		if p.flip != "" {
			c.Flip = &p.flip
		}
		list = append(list, c)
	}
	return list
}

func newCaseSideJSON(c *eval.CaseRecord, results []resultJSON) *caseSideJSON {
	if c == nil {
		return nil
	}
	verdict := "pass"
	switch {
	case c.NA:
		verdict = "na"
	case !c.Judged():
		verdict = "error"
	case !c.Passed():
		verdict = "fail"
	}
	return &caseSideJSON{Verdict: verdict, Score: c.Score, Passes: c.Passes, Samples: c.Samples, Results: results}
}
