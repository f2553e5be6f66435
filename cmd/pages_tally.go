package cmd

import (
	"context"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/page"
)

// talliedAtOnce is how many objects' records are in memory together.
const talliedAtOnce = 32

// tallies keep of many records how each case ended, and no more: a record of 500
// cases takes some kilobytes. They are made once, and those that no version of HEAD
// has any more are dropped.
type tallies struct {
	names   map[string]int32 // of keys of cases
	records map[string][]tally
}

// tally is how one case of a record ended.
type tally struct {
	key             int32
	passes, samples int32
	outcome         outcomeCode
}

// outcomeCode is an outcome in a byte.
type outcomeCode uint8

const (
	codePassed outcomeCode = iota
	codeFailed
	codeNotJudged
	codeNotAsked
)

func (c outcomeCode) outcome() page.Outcome {
	return [...]page.Outcome{page.Passed, page.Failed, page.NotJudged, page.NotAsked}[c]
}

func codeOf(c *eval.CaseRecord) outcomeCode {
	switch outcomeOf(c) {
	case page.Failed:
		return codeFailed
	case page.NotJudged:
		return codeNotJudged
	case page.NotAsked:
		return codeNotAsked
	case page.Passed:
	}
	return codePassed
}

// tallied reads the records of rows that were not read yet. The caller has its turn.
func (t *tallies) tallied(ctx context.Context, w *workspace, rows []*logEntry) error {
	if t.records == nil {
		t.names, t.records = map[string]int32{}, map[string][]tally{}
	}
	wanted := map[string]bool{}
	var blobs []gitops.OID
	seen := map[string]bool{}
	for _, e := range rows {
		id := *e.json.Record
		if t.records[id] == nil && !wanted[id] {
			wanted[id] = true
			if !seen[e.at] {
				seen[e.at] = true
				blobs = append(blobs, gitops.OID(e.at))
			}
		}
	}
	for len(blobs) > 0 {
		n := min(talliedAtOnce, len(blobs))
		known, err := w.records(ctx, blobs[:n])
		if err != nil {
			return err
		}
		for _, records := range known.byKey {
			for i := range records {
				if r := &records[i]; wanted[r.ID] {
					t.add(r)
				}
			}
		}
		blobs = blobs[n:]
	}
	return nil
}

func (t *tallies) add(r *eval.Record) {
	list := make([]tally, len(r.Cases))
	for i := range r.Cases {
		c := &r.Cases[i]
		name, ok := t.names[c.Key]
		if !ok {
			name = int32(len(t.names)) //nolint:gosec // so many keys fit into no memory
			t.names[c.Key] = name
		}
		list[i] = tally{key: name, passes: int32(c.Passes), samples: int32(c.Samples), outcome: codeOf(c)} //nolint:gosec // counts of samples
	}
	t.records[r.ID] = list
}

// drop forgets the records that are none of a sight.
func (t *tallies) drop(all []logEntry) {
	if len(t.records) <= 2*len(all) {
		return
	}
	known := map[string]bool{}
	for i := range all {
		known[orEmpty(all[i].json.Record)] = true
	}
	for id := range t.records {
		if !known[id] {
			delete(t.records, id)
		}
	}
}
