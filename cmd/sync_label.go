package cmd

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/gitops"
)

// labelMove is a label, or a candidate for one, that moved or was to move.
type labelMove struct {
	Prompt string  `json:"prompt"`
	Label  string  `json:"label"`
	Weight *int    `json:"weight"` // of a candidate, null for the label itself
	From   *string `json:"from"`   // commits; null where it was not there
	To     *string `json:"to"`
	State  string  `json:"state"`
	Reason string  `json:"reason"`
	ref    string
}

// The states of a label that was pulled. Those of one that was pushed are
// gitops.PushState, or labelWaits.
const (
	labelMoved = "moved" // it follows the remote
	labelLost  = "lost"  // it was moved here too: that move does not stand
	labelStuck = "stuck" // it cannot be here beside a ref of another name
	labelWaits = "waits" // its commit is not at the remote
)

// newLabelMove names a shared ref.
func newLabelMove(ref string, from, to gitops.OID) labelMove {
	m := labelMove{ref: ref, From: orNull(string(from), ""), To: orNull(string(to), "")}
	if below, ok := strings.CutPrefix(ref, gitops.CandidatesRef); ok {
		at := strings.LastIndexByte(below, '/')
		if weight, err := strconv.Atoi(below[at+1:]); err == nil && at > 0 {
			m.Weight = &weight
			ref = labelsRef + below[:at]
		}
	}
	var ok bool
	if m.Prompt, m.Label, ok = labelOf(ref); !ok {
		m.Prompt, m.Label = ref, ""
	}
	return m
}

// name is how a label is shown, without control characters only after ui.Line.
func (m *labelMove) name() string {
	name := m.Prompt
	if m.Label != "" {
		name += "@" + m.Label
	}
	if m.Weight != nil {
		name += " " + strconv.Itoa(*m.Weight) + "%"
	}
	return name
}

// pulledLabels are the refs of a slot that moved here.
func pulledLabels(u gitops.UnitedSlot) []labelMove {
	state := map[gitops.Outcome]string{
		gitops.SlotTaken: labelMoved, gitops.SlotLost: labelLost, gitops.SlotNoRoom: labelStuck,
	}[u.Outcome]
	var moves []labelMove
	for _, ref := range bothKeys(u.Ours, u.Theirs) {
		if u.Ours[ref] == u.Theirs[ref] {
			continue
		}
		m := newLabelMove(ref, u.Ours[ref], u.Theirs[ref])
		if m.State = state; state == labelLost && u.Ours[ref] == u.Seen[ref] {
			m.State = labelMoved // another candidate was moved here, not this one
		}
		moves = append(moves, m)
	}
	return moves
}

func bothKeys(a, b map[string]gitops.OID) []string {
	refs := maps.Clone(a)
	maps.Copy(refs, b)
	return slices.Sorted(maps.Keys(refs))
}

// again is what gives a label to what had it here, "" where nothing had.
func (m *labelMove) again() string {
	if m.From == nil || m.Label == "" {
		return ""
	}
	command := "promptgit promote " + shellWord(m.Prompt) + " " + shellWord(m.Label) + " --rev " + shortRev(*m.From)
	if m.Weight != nil {
		command += " --weight " + strconv.Itoa(*m.Weight)
	}
	return command
}
