package eval

import (
	"encoding/json"
	"errors"
	"fmt"
)

// Errors of DecodeRecord. Callers keep such a line as it is.
var (
	ErrNewerRecord = errors.New("the record was written by a newer promptgit")
	ErrNotRecord   = errors.New("not a record")
)

// DecodeRecord reads a line that Encode wrote. Fields that it does not know are
// passed over. The error is ErrNewerRecord for a version that it cannot read,
// and ErrNotRecord for anything else.
func DecodeRecord(line string) (Record, error) {
	var head struct {
		V *int `json:"v"`
	}
	if err := json.Unmarshal([]byte(line), &head); err != nil {
		return Record{}, fmt.Errorf("%w: %w", ErrNotRecord, err)
	}
	switch {
	case head.V == nil || *head.V < 1:
		return Record{}, fmt.Errorf(`%w: there is no version "v" from 1`, ErrNotRecord)
	case *head.V > variantVersion:
		return Record{}, fmt.Errorf("%w: version %d, this one reads up to %d, update promptgit", ErrNewerRecord, *head.V, variantVersion)
	}
	var r Record
	if err := json.Unmarshal([]byte(line), &r); err != nil {
		return Record{}, fmt.Errorf("%w: %w", ErrNotRecord, err)
	}
	return r, nil
}

// Complete says whether every expected case that applies has a verdict. Only a
// complete record is an answer; an incomplete one is tried again. A record that
// lists no cases answers nothing.
func (r Record) Complete() bool {
	if len(r.Cases) == 0 {
		return false
	}
	for i := range r.Cases {
		if c := &r.Cases[i]; !c.NA && !c.Judged() {
			return false
		}
	}
	return true
}

// Interval is the 95 % interval of the score, by the rule of Summarize; nil
// where there is none.
func (r Record) Interval() *[2]float64 { return scoreInterval(judgedScores(r.Cases)) }

// Failed names the failing cases, in order.
func (r Record) Failed() []string {
	var names []string
	for i := range r.Cases {
		if c := &r.Cases[i]; c.failed() {
			names = append(names, c.Name())
		}
	}
	return names
}

func (c *CaseRecord) failed() bool { return c.Judged() && !c.Passed() }

// NewFailures names the cases that fail in head and did not fail in base, new
// cases too. A case is the same by its key, or by its id where only what it
// asks for was edited.
func NewFailures(base, head Record) []string {
	before := map[string]bool{}
	for i := range base.Cases {
		if c := &base.Cases[i]; c.failed() {
			before["key "+c.Key] = true
			if c.ID != "" {
				before["id "+c.ID] = true
			}
		}
	}
	var names []string
	for i := range head.Cases {
		if c := &head.Cases[i]; c.failed() && !before["key "+c.Key] && (c.ID == "" || !before["id "+c.ID]) {
			names = append(names, c.Name())
		}
	}
	return names
}
