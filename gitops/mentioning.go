package gitops

import (
	"context"
	"fmt"
	"strings"
)

// Mentioning gives the commits reachable from head whose messages hold a text,
// newest first, with their ids and messages only.
func (r *Repo) Mentioning(ctx context.Context, head OID, text string) ([]Commit, error) {
	out, err := r.run(ctx, nil, "log", "-z", "--no-color", "--no-show-signature", "--no-notes", "--no-decorate", "--no-patch", "--encoding=UTF-8",
		"--format=%H%n%B", "--fixed-strings", "--grep="+text, "--end-of-options", string(head), "--")
	if err != nil {
		return nil, fmt.Errorf("commits that mention %q: %w", text, err)
	}
	var list []Commit
	for record := range strings.SplitSeq(string(out), "\x00") {
		id, message, ok := strings.Cut(record, "\n")
		if ok {
			list = append(list, Commit{ID: OID(id), Subject: subject(message), Message: message})
		}
	}
	return list, nil
}
