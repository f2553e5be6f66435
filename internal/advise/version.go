package advise

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/promptgit/promptgit/eval"
)

// Version is one content of a prompt with its records. They are complete, all of
// one target and one suite, and in any order.
type Version struct {
	Rev     string
	Records []eval.Record
}

// Counts says whether a case is one that the prompt is tuned on.
type Counts func(eval.CaseRecord) bool

// later orders records by time and then by id, which is a ULID.
func later(a, b *eval.Record) int {
	return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.ID, b.ID))
}

// readings are the records of a version of which each is data that no other one
// has seen: the first with all that may be of the same answers, and then each that
// was asked for afresh. Of the first ones the largest stands for them, since a
// record with more samples holds those of the ones before it. What was graded
// again from the cache after a fresh record may hold answers of either, and is
// none.
func readings(records []eval.Record) []*eval.Record {
	sorted := make([]*eval.Record, len(records))
	for i := range records {
		sorted[i] = &records[i]
	}
	slices.SortFunc(sorted, later)
	var list []*eval.Record
	for i, r := range sorted {
		switch {
		case i == 0, r.Fresh:
			list = append(list, r)
		case len(list) == 1 && samples(r) > samples(list[0]):
			list[0] = r
		}
	}
	return list
}

func samples(r *eval.Record) int {
	n := 0
	for i := range r.Cases {
		n += r.Cases[i].Samples
	}
	return n
}

// trial is one comparison of a version with the incumbent.
type trial struct{ base, head *eval.Record }

// trials pair the readings of a version with those of the incumbent. The first is
// the look: the record by which the incumbent stands against the version's first.
// Each one after it is of a re-run of both, later than all before it, so that
// nothing of it can have decided that there is a re-run. standing is one of the
// incumbent's records.
func trials(standing *eval.Record, incumbent, version []eval.Record) []trial {
	heads := readings(version)
	if len(heads) == 0 {
		return nil
	}
	list := []trial{{standing, heads[0]}}
	bases := readings(incumbent)
	for _, head := range heads[1:] {
		last := list[len(list)-1]
		isNew := func(r *eval.Record) bool { return r.Fresh && later(r, last.base) > 0 && later(r, last.head) > 0 }
		if !isNew(head) {
			continue
		}
		var base *eval.Record
		for _, r := range bases {
			if isNew(r) && (base == nil || gap(r, head) < gap(base, head)) {
				base = r
			}
		}
		if base != nil {
			list = append(list, trial{base, head})
		}
	}
	return list
}

// gap is the time between two records.
func gap(a, b *eval.Record) time.Duration {
	from, err := time.Parse(time.RFC3339, a.Time)
	to, other := time.Parse(time.RFC3339, b.Time)
	if err != nil || other != nil {
		return 0 // a clock that cannot be read orders by its text, and no more
	}
	return to.Sub(from).Abs()
}

// apart says why the difference of two records may come from something else than
// the prompt, "" where it does not. Versions that ask for different models are
// meant to.
func (t trial) apart(rule Rule) string {
	a, b := t.base, t.head
	differ := func(x, y string) bool { return x != "" && y != "" && x != y }
	same := a.Provider == b.Provider && a.Model == b.Model
	switch {
	case rule.Fixed:
		return ""
	case same && differ(a.ResolvedModel, b.ResolvedModel):
		return fmt.Sprintf("%s answered one and %s the other", a.ResolvedModel, b.ResolvedModel)
	case a.Judges != nil && b.Judges != nil && differ(a.Judges.Key, b.Judges.Key):
		return "the judges were others"
	case rule.MaxAge > 0 && gap(a, b) > rule.MaxAge:
		return fmt.Sprintf("they were judged %.0f days apart", gap(a, b).Hours()/24)
	}
	return ""
}
