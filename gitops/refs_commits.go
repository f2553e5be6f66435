package gitops

import (
	"context"
	"fmt"
	"strings"
)

// CommitRef is a ref that leads to a commit.
type CommitRef struct {
	Name string // full
	ID   OID    // of the commit, also where an annotated tag stands between
	Head bool   // HEAD is this branch
}

// CommitRefs lists the refs below prefixes that lead to commits, by name. Refs to
// other objects are left out.
func (r *Repo) CommitRefs(ctx context.Context, prefixes ...string) ([]CommitRef, error) {
	const format = "--format=%(HEAD)%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname)"
	out, err := r.run(ctx, nil, append([]string{"for-each-ref", format}, prefixes...)...)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", strings.Join(prefixes, ", "), err)
	}
	var refs []CommitRef
	for line := range strings.Lines(string(out)) {
		head, fields := line[0] == '*', strings.Split(strings.TrimSuffix(line[1:], "\n"), " ")
		if len(fields) != 5 {
			continue
		}
		ref := CommitRef{Name: fields[4], ID: OID(fields[1]), Head: head}
		switch {
		case fields[0] == "commit":
		case fields[2] == "commit":
			ref.ID = OID(fields[3])
		case fields[2] == "tag": // a tag of a tag, which an older git opens once
			if ref.ID, err = r.Resolve(ctx, ref.Name); err != nil {
				continue // of something else in the end
			}
		default:
			continue
		}
		refs = append(refs, ref)
	}
	return refs, nil
}
