package eval

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode"

	"github.com/promptgit/promptgit/internal/stats"
)

// ScoreLine shows a record on one line, as it stands in the notes for people:
//
//	prompts/reply.md  0.87 [0.71, 0.95]  (was 0.84: unknown)  support@1a2b3c4d  gpt-x  n=50x3  2026-11-22
//
// previous is the record of the version before, nil for none, and verdict that of
// the comparison with it. What makes a
// score doubtful is said: simulated, measured by another suite or model than
// before, or incomplete.
func ScoreLine(record, previous *Record, verdict string) string {
	parts := []string{oneLine(record.Path), scoreText(record)}
	if was := wasText(record, previous, verdict); was != "" {
		parts = append(parts, was)
	}
	name := strings.TrimSuffix(path.Base(record.Suite), path.Ext(record.Suite))
	parts = append(parts, oneLine(name)+"@"+shortKey(record.SuiteKey))
	parts = append(parts, oneLine(modelText(record)))
	parts = append(parts, fmt.Sprintf("n=%dx%d", record.N, record.Reps))
	if record.Error > 0 {
		parts = append(parts, fmt.Sprintf("%d not judged", record.Error))
	} else if !record.Complete() {
		parts = append(parts, "incomplete")
	}
	if record.Simulated {
		parts = append(parts, "simulated")
	}
	day, _, _ := strings.Cut(record.Time, "T")
	return strings.Join(append(parts, oneLine(day)), "  ")
}

func scoreText(r *Record) string {
	if r.Score == nil {
		return "no score"
	}
	text := fmt.Sprintf("%.2f", *r.Score)
	if bounds := r.Interval(); bounds != nil {
		text += fmt.Sprintf(" [%.2f, %.2f]", max(bounds[0], 0), min(bounds[1], 1))
	} else if n := r.Clusters(); n > 0 && n < stats.MinClusters {
		text += fmt.Sprintf(" (too few clusters, %d of %d)", n, stats.MinClusters)
	}
	return text
}

func wasText(r, previous *Record, verdict string) string {
	if previous == nil || previous.Score == nil {
		return ""
	}
	text := fmt.Sprintf("was %.2f", *previous.Score)
	if previous.SuiteKey != r.SuiteKey {
		text += ", other suite"
	}
	if modelChanged(*previous, *r) {
		text += ", other model"
	}
	if verdict != "" {
		text += ": " + verdict
	}
	return "(" + text + ")"
}

// modelText is the provider where it has no models.
func modelText(r *Record) string {
	if r.Model == "" {
		return r.Provider
	}
	return r.Model
}

// shortKey is enough of a key to tell two apart by eye.
func shortKey(key string) string {
	key = key[strings.LastIndexByte(key, ':')+1:]
	return key[:min(8, len(key))]
}

// oneLine quotes a name that would break the line, or a terminal.
func oneLine(s string) string {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return strconv.Quote(s)
		}
	}
	return s
}
