package eval

import (
	"cmp"
	"slices"
)

// Answers says whether the record is an answer to what a column asks: every case
// that applies to it was judged, with as many samples as are asked for. Samples
// per case are no part of the suite's key, and what applies depends on what else
// is judged. Where the suite names types of failure, a record from before it named
// them for these assertions has counted others, and is judged again, from cached
// answers. So is one that has a case in another cluster than the suite.
func (r Record) Answers(col Column) bool {
	if key := col.Suite.failureKey(); key != "" && key != r.FailureKey {
		return false
	}
	have := make(map[string]CaseRecord, len(r.Cases))
	for _, c := range r.Cases {
		have[c.Key] = c
	}
	named := slices.ContainsFunc(col.Suite.Cases, func(c Case) bool { return c.Cluster != "" })
	for i := range col.Suite.Cases {
		c := &col.Suite.Cases[i]
		if col.Applies != nil && !col.Applies(c) {
			continue
		}
		if kept := have[c.Key]; !kept.Judged() || kept.Samples < samples(col, c) || named && kept.Cluster != c.Cluster {
			return false
		}
	}
	return true
}

// modelChanged takes a resolved model and an endpoint only where both sides tell
// them.
func modelChanged(a, b Record) bool {
	differ := func(x, y string) bool { return x != "" && y != "" && x != y }
	return a.Provider != b.Provider || a.Model != b.Model || a.Simulated != b.Simulated ||
		differ(a.ResolvedModel, b.ResolvedModel) || differ(a.EndpointKey, b.EndpointKey)
}

// RecordFilter chooses records; an empty field lets everything through, but for
// Variant: a variant stands for no version.
type RecordFilter struct {
	PromptKey string
	Path      string
	Suite     string
	SuiteKey  string
	Provider  string
	Model     string
	Endpoint  string // an EndpointKey; records that do not tell theirs pass
	Variant   string // a VariantKey, "" for records of the prompt itself
	Complete  bool   // only complete ones
}

// Match says whether the record passes the filter.
func (f RecordFilter) Match(r Record) bool {
	is := func(want, got string) bool { return want == "" || want == got }
	return f.Variant == r.VariantKey() && is(f.PromptKey, r.PromptKey) && is(f.Path, r.Path) && is(f.Suite, r.Suite) && is(f.SuiteKey, r.SuiteKey) &&
		(is(f.Endpoint, r.EndpointKey) || r.EndpointKey == "") && is(f.Provider, r.Provider) && is(f.Model, r.Model) && (!f.Complete || r.Complete())
}

// Latest gives the record that stands for a version where there are several:
// of those that match, a complete one, of these the one with the most judged
// samples, and of these the latest. It is false where none matches.
func Latest(records []Record, filter RecordFilter) (Record, bool) {
	var best Record
	found := false
	for _, r := range records {
		if filter.Match(r) && (!found || r.outranks(best)) {
			best, found = r, true
		}
	}
	return best, found
}

func (r Record) outranks(other Record) bool {
	return cmp.Or(
		cmp.Compare(r.rank(), other.rank()),
		cmp.Compare(r.samples(), other.samples()),
		cmp.Compare(r.Time, other.Time), // both in UTC, so text sorts as time does
		cmp.Compare(r.ID, other.ID),     // a ULID tells order within a second
	) > 0
}

// rank is 1 for a complete record: only that is an answer.
func (r Record) rank() int {
	if r.Complete() {
		return 1
	}
	return 0
}

func (r Record) samples() int {
	n := 0
	for i := range r.Cases {
		n += r.Cases[i].Samples
	}
	return n
}
