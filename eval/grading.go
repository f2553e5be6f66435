package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/value"
)

// gradingVersion is the major version of the format of a grading, see
// docs/notes.md.
const gradingVersion = 1

// Limits of what a person may write into a grading.
const (
	maxGrader = 100  // characters of a name
	maxNote   = 2000 // characters of a note
)

// ErrNotGrading is the error of DecodeGrading. Callers keep such a line as it is.
var ErrNotGrading = errors.New("not a grading")

// Grading is what one person said of outputs of one record: one line of JSON in
// the note that holds the record. It has no "v", so that readers that only know
// records pass over it.
type Grading struct {
	Version   int     `json:"grading"`
	ID        string  `json:"id"` // ULID
	Time      string  `json:"t"`  // RFC 3339, UTC
	By        string  `json:"by"`
	Record    string  `json:"record"`            // id
	Against   string  `json:"against,omitempty"` // id of a record: then each grade compares two outputs, see Preferences
	PromptKey string  `json:"prompt_key"`
	Tool      string  `json:"tool"`
	Grades    []Grade `json:"grades"`
}

// Grade is what one person said of one output.
type Grade struct {
	Case    string  `json:"k"` // key of the case
	Sample  int     `json:"r"` // of the case, from 0
	Score   float64 `json:"s"` // 0 to 1; of two outputs 1 where Record's is better, 0 where Against's is, 0.5 for neither
	Failure string  `json:"f,omitempty"`
	Note    string  `json:"note,omitempty"`
}

// HumanPass says whether a person's score of 0 to 1 counts as a pass where it is
// compared with a verdict.
func HumanPass(score float64) bool { return score >= 0.5 }

// NewGrading makes the line of a person's grades of a record.
func NewGrading(r Record, by string, grades []Grade, meta RecordMeta) Grading {
	return Grading{
		Version: gradingVersion, ID: meta.ID, Time: meta.Time.UTC().Format("2006-01-02T15:04:05Z"), By: by,
		Record: r.ID, PromptKey: r.PromptKey, Tool: meta.Tool, Grades: grades,
	}
}

// Encode writes the grading as one line of compact ASCII JSON with sorted keys,
// without a newline.
func (g Grading) Encode() string { return string(value.Canonical(g)) }

// DecodeGrading reads a line that Encode wrote. Fields that it does not know are
// passed over; a line that is none, or of a newer version, is ErrNotGrading.
func DecodeGrading(line string) (Grading, error) {
	var g Grading
	if err := json.Unmarshal([]byte(line), &g); err != nil {
		return Grading{}, fmt.Errorf("%w: %w", ErrNotGrading, err)
	}
	if g.Version != gradingVersion {
		return Grading{}, fmt.Errorf(`%w: there is no "grading": %d`, ErrNotGrading, gradingVersion)
	}
	if problem := GraderName(g.By); problem != "" {
		return Grading{}, fmt.Errorf("%w: the name %s", ErrNotGrading, problem)
	}
	for _, one := range g.Grades {
		if err := one.check(); err != nil {
			return Grading{}, fmt.Errorf("%w: %w", ErrNotGrading, err)
		}
	}
	return g, nil
}

func (g Grade) check() error {
	if !(g.Score >= 0 && g.Score <= 1) || g.Sample < 0 || g.Case == "" {
		return fmt.Errorf("case %q, sample %d, score %v", g.Case, g.Sample, g.Score)
	}
	if g.Failure != "" {
		if name, problem := FailureName(g.Failure); problem != "" || name != g.Failure {
			return errors.New("a type of failure " + problem)
		}
	}
	return nil
}

// GraderName says what is wrong with the name of a grader, "" for nothing.
func GraderName(name string) (problem string) {
	switch {
	case strings.TrimSpace(name) == "" || strings.TrimSpace(name) != name:
		return "is empty or has blanks around it"
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return "holds a line break or a control character"
	case utf8.RuneCountInString(name) > maxGrader:
		return "is longer than 100 characters"
	}
	return ""
}

// GradeNote gives a note without the blanks around it; problem says what is
// wrong with it, "" for nothing.
func GradeNote(text string) (note, problem string) {
	note = strings.TrimSpace(text)
	switch {
	case !utf8.ValidString(note):
		return "", "is not UTF-8"
	case utf8.RuneCountInString(note) > maxNote:
		return "", "is longer than 2000 characters"
	}
	return note, ""
}

// latestGrades gives what stands: of several grades of one person for one
// output the latest.
func latestGrades(list []Grading) map[string]map[Grade]Grade {
	list = slices.SortedStableFunc(slices.Values(list), func(a, b Grading) int {
		return strings.Compare(a.Time+" "+a.ID, b.Time+" "+b.ID)
	})
	latest := map[string]map[Grade]Grade{} // by person, then by case and sample
	for _, g := range list {
		if latest[g.By] == nil {
			latest[g.By] = map[Grade]Grade{}
		}
		for _, one := range g.Grades {
			latest[g.By][Grade{Case: one.Case, Sample: one.Sample}] = one
		}
	}
	return latest
}

// Standing lists what one person's gradings of a record come to, or with against
// those that compare the two: of several grades of one output the latest, in the
// order of cases and samples.
func Standing(list []Grading, by, record, against string) []Grade {
	var grades []Grade
	for _, one := range latestGrades(oriented(list, record, against))[by] {
		grades = append(grades, one)
	}
	slices.SortFunc(grades, func(a, b Grade) int {
		if c := strings.Compare(a.Case, b.Case); c != 0 {
			return c
		}
		return a.Sample - b.Sample
	})
	return grades
}
