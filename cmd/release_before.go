package cmd

import (
	"slices"

	"github.com/promptgit/promptgit/gitops"
)

// commitBefore is the commit that a label had before the one it has, as its moves tell it:
// a promotion puts a version on top of those before, and a rollback takes it away
// again. It is "" for the first one, and known is false where the moves do not lead to
// now, as when they were not pulled.
func commitBefore(moves []releaseMove, now gitops.OID) (had gitops.OID, known bool) {
	path := movesTo(moves, now)
	if len(path) == 0 {
		return "", false
	}
	var stack []string
	if path[0].From != "" { // to where no move leads
		stack = append(stack, path[0].From)
	}
	for _, m := range path {
		at := -1
		if m.Action == actionRollback {
			at = slices.Index(stack, m.Commit)
		}
		if at < 0 {
			stack, at = append(stack, m.Commit), len(stack)
		}
		stack = stack[:at+1]
	}
	for i := len(stack) - 1; i >= 0; i-- {
		if stack[i] != string(now) {
			return gitops.OID(stack[i]), true
		}
	}
	return "", true
}

// movesTo are the moves of the label itself that led to where it is, the oldest first.
// One that was lost to the move of another clone is none of them, though its line stays.
func movesTo(moves []releaseMove, now gitops.OID) []releaseMove {
	var path []releaseMove
	at := string(now)
	for _, m := range slices.Backward(moves) {
		if m.Action == actionWithdraw || m.Weight < 100 || m.Commit != at {
			continue
		}
		path = append(path, m)
		if at = m.From; at == "" {
			break
		}
	}
	slices.Reverse(path)
	return path
}
