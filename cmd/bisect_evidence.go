package cmd

import (
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/eval"
)

// evidence is what is known of cases at versions: by records, and by the samples
// that searches judged, this one and those before it.
type evidence struct {
	recorded map[string]map[string]eval.CaseRecord // by prompt_key and key of the case
	samples  map[string]map[string][]judgedSample  // the same, in any order, each number once
	old      map[string]string                     // why what is recorded of a prompt_key does not count
	numbers  map[string]map[int]bool               // of samples, by question
	journal  *bisectJournal                        // nil where nothing is kept
	search   string                                // see searchKey

	model    string // that answers now, "" where nobody said
	switched bool   // it has changed since the records were made
	mixed    bool   // it was told that several answer
}

// gatherEvidence reads what earlier searches judged. What cannot be read is asked
// again. With a cassette only records count, so that a tape holds all that is
// asked, and is played everywhere alike.
func (s *bisection) gatherEvidence() {
	s.evidence = evidence{
		samples: map[string]map[string][]judgedSample{}, numbers: map[string]map[int]bool{}, search: s.searchKey(),
	}
	e := &s.evidence
	if s.o.tape.dir == "" {
		e.journal = s.w.bisectJournal(s.path, s.target, s.judges)
		kept, err := e.journal.read(s.now)
		if err == nil {
			err = tendBisectJournals(bisectJournalDir(s.w.repo), s.now)
		}
		if err != nil {
			s.warn(fmt.Errorf("what earlier searches judged: %w", err))
		}
		for i := range kept {
			e.add(kept[i])
		}
	}
	s.weigh()
}

// searchKey says what is searched for: the same search counts the samples that it
// asked for before.
func (s *bisection) searchKey() string {
	first, last := s.versions[0], s.versions[len(s.versions)-1]
	return hex.EncodeToString(digest(first.key, last.key, s.suite.Key(), s.o.metric)[:8])
}

// weigh decides what of the records still counts. A model may have changed since a
// record was made, so what is older than eval.max_age or was answered by another
// model than the newest is not mixed with fresh answers.
func (s *bisection) weigh() {
	e := &s.evidence
	e.recorded, e.old = map[string]map[string]eval.CaseRecord{}, map[string]string{}
	if e.model == "" {
		e.model = s.newestModel()
	}
	for key := range s.known.byKey {
		for _, r := range s.comparable(key) {
			if why := s.outdated(recordTime(r), r.ResolvedModel); why != "" {
				e.old[key] = why
				continue
			}
			for _, c := range r.Cases {
				e.record(key, c)
			}
		}
	}
	for key := range e.recorded {
		delete(e.old, key)
	}
}

// record takes in a case of a record. Of several records the one with the most
// samples counts: they share samples through the response cache, and nothing in
// them tells which.
func (e *evidence) record(key string, c eval.CaseRecord) {
	if !c.Judged() {
		return
	}
	if e.recorded[key] == nil {
		e.recorded[key] = map[string]eval.CaseRecord{}
	}
	if kept, ok := e.recorded[key][c.Key]; !ok || c.Samples > kept.Samples {
		e.recorded[key][c.Key] = c
	}
}

// add takes in a sample; a newer one stands for an older one of its number.
func (e *evidence) add(one judgedSample) {
	if e.samples[one.Prompt] == nil {
		e.samples[one.Prompt] = map[string][]judgedSample{}
	}
	list := e.samples[one.Prompt][one.Case]
	if at := slices.IndexFunc(list, func(old judgedSample) bool { return old.Sample == one.Sample }); at >= 0 {
		list[at] = one
	} else {
		list = append(list, one)
	}
	e.samples[one.Prompt][one.Case] = list
}

// counts are the samples of a pair beyond its record that still count.
func (s *bisection) counts(key, c string) []judgedSample {
	from := s.evidence.recorded[key][c].Samples
	var list []judgedSample
	for _, one := range s.evidence.samples[key][c] {
		if one.Sample >= from && s.outdated(one.Time, one.Model) == "" {
			list = append(list, one)
		}
	}
	return list
}

// number is the next free number for a sample of a case at a version: not one of
// its record, nor one of a version or a case that asks the same: they would be one
// answer.
func (s *bisection) number(it *iteration, c *eval.Case, question string) int {
	if s.sure {
		return 0
	}
	if question == "" {
		question = it.key + " " + c.Key
	}
	e := &s.evidence
	if e.numbers[question] == nil {
		e.numbers[question] = map[int]bool{}
		for _, cases := range e.samples {
			for key, list := range cases {
				for _, one := range list {
					own := one.Prompt == it.key && key == c.Key
					if (own || one.Question == question) && s.outdated(one.Time, one.Model) == "" {
						e.numbers[question][one.Sample] = true
					}
				}
			}
		}
	}
	n := e.recorded[it.key][c.Key].Samples
	for e.numbers[question][n] {
		n++
	}
	e.numbers[question][n] = true
	return n
}
