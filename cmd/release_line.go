package cmd

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/value"
)

// releaseVersion is the version of the format of a move, see docs/notes.md.
const releaseVersion = 1

// What a move of a label does.
const (
	actionPromote  = "promote"  // a version gets the label, or a share of its users
	actionRollback = "rollback" // the label goes back to what it had before
	actionWithdraw = "withdraw" // a candidate is taken away, and the label stays
)

// releaseMove is one move of a label: one line of JSON in the releases notes, at the
// blob of the version that it is about.
type releaseMove struct {
	V         int      `json:"v"`
	ID        string   `json:"id"` // ULID
	Time      string   `json:"t"`  // RFC 3339, UTC
	Action    string   `json:"action"`
	By        string   `json:"by"` // Name <email>
	Path      string   `json:"path"`
	Label     string   `json:"label"`
	Commit    string   `json:"commit"`
	Blob      string   `json:"blob"`
	PromptKey string   `json:"prompt_key"`
	From      string   `json:"from"`   // the commit that the label had, "" for none
	Weight    int      `json:"weight"` // percent of the users: 100 is the label itself
	Reason    string   `json:"reason"`
	Record    string   `json:"record"` // id of the record that it stood on, "" for none
	Score     *float64 `json:"score"`
	Simulated bool     `json:"simulated"`
	Tool      string   `json:"tool"`
}

// Encode writes the move as one line of compact ASCII JSON with sorted keys.
func (m releaseMove) Encode() string { return string(value.Canonical(m)) }

// decodeMove reads a line that Encode wrote, false for any other.
func decodeMove(line string) (releaseMove, bool) {
	var m releaseMove
	if json.Unmarshal([]byte(line), &m) != nil || m.V != releaseVersion || m.Label == "" || m.Path == "" {
		return m, false
	}
	_, known := gitops.ParseOID(m.Commit)
	return m, known && slices.Contains([]string{actionPromote, actionRollback, actionWithdraw}, m.Action)
}

// labelName is a label of a prompt.
type labelName struct{ prompt, label string }

// moves gives the moves of every label, the oldest first. Lines of a newer format
// and foreign ones are passed over.
func (w *workspace) moves(ctx context.Context) (map[labelName][]releaseMove, error) {
	notes, err := w.repo.Notes(gitops.ReleasesRef).All(ctx)
	if err != nil {
		return nil, err
	}
	found := map[labelName][]releaseMove{}
	seen := map[string]bool{}
	for _, lines := range notes {
		for _, line := range lines {
			if m, ok := decodeMove(line); ok && !seen[m.ID] {
				seen[m.ID] = true
				name := labelName{m.Path, m.Label}
				found[name] = append(found[name], m)
			}
		}
	}
	for _, list := range found {
		slices.SortFunc(list, func(a, b releaseMove) int { return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.ID, b.ID)) })
	}
	return found, nil
}

// writeMoves records what was moved. The label has moved by then, so that a failure
// costs the lines and not the release.
func (w *workspace) writeMoves(ctx context.Context, moves []releaseMove) error {
	batch := gitops.Batch{
		Lines:   map[gitops.OID][]string{},
		Message: fmt.Sprintf("promptgit: %s %s %s", moves[0].Action, moves[0].Path, moves[0].Label),
	}
	for _, m := range moves {
		batch.Lines[gitops.OID(m.Blob)] = append(batch.Lines[gitops.OID(m.Blob)], m.Encode())
	}
	return w.repo.Notes(gitops.ReleasesRef).Append(context.WithoutCancel(ctx), batch)
}
