package gitops

import (
	"context"
	"fmt"
	"strings"
)

// Head is the commit that HEAD is at. ErrUnborn before the first commit.
//
// It asks the process that will read objects anyway: a hook feels each one more.
// Whatever that cannot answer, Resolve finds the reason of.
func (r *Repo) Head(ctx context.Context) (OID, error) {
	const head = "HEAD"
	obj, err := r.objects.batch.read(ctx, r, head+"^{commit}")
	if id, ok := ParseOID(string(obj.id)); err == nil && ok && obj.kind == KindCommit {
		return id, nil
	}
	return r.Resolve(ctx, head)
}

// Resolve gives the commit that a revision names. Errors:
// *UnknownRevisionError, ErrUnborn, *MissingObjectError for a full id whose
// object is not here.
func (r *Repo) Resolve(ctx context.Context, rev string) (OID, error) {
	if rev == "" || strings.HasPrefix(rev, "-") || strings.ContainsAny(rev, "\x00\n") {
		return "", &UnknownRevisionError{Rev: rev}
	}
	object := rev + "^{commit}"
	if strings.HasPrefix(rev, ":/") {
		object = rev // all that follows is a text to look for, in commits only
	}
	out, err := r.line(ctx, "rev-parse", "--verify", "--quiet", object)
	if err != nil {
		return "", r.revisionError(ctx, rev, err)
	}
	id, ok := ParseOID(out)
	if !ok { // "^REV" is answered as such
		return "", &UnknownRevisionError{Rev: rev}
	}
	return id, nil
}

// revisionError types the failure of a command that was given rev.
func (r *Repo) revisionError(ctx context.Context, rev string, err error) error {
	text := stderrOf(err)
	unknown := exitCode(err) == 1 && text == "" || strings.Contains(text, "unknown revision") ||
		strings.Contains(text, "bad revision") || strings.Contains(text, "Needed a single revision")
	switch {
	case !unknown:
		return r.objectError(err)
	case r.isUnborn(ctx, rev):
		return ErrUnborn
	}
	if id, ok := ParseOID(rev); ok {
		return r.objects.missing(id, "")
	}
	return &UnknownRevisionError{Rev: rev}
}

// isUnborn reports whether rev starts at a HEAD that has no commit yet.
func (r *Repo) isUnborn(ctx context.Context, rev string) bool {
	if !strings.Contains(rev, "HEAD") && !strings.HasPrefix(rev, "@") {
		return false
	}
	if _, err := r.line(ctx, "symbolic-ref", "--quiet", "HEAD"); err != nil {
		return false
	}
	_, err := r.line(ctx, "rev-parse", "--verify", "--quiet", "HEAD")
	return exitCode(err) == 1
}

// Range is the commits that To reaches and From does not.
type Range struct{ From, To OID }

// String gives the range as Git writes it.
func (g Range) String() string { return string(g.From) + ".." + string(g.To) }

// ResolveRange resolves "A..B"; a side left out is HEAD.
func (r *Repo) ResolveRange(ctx context.Context, spec string) (Range, error) {
	from, to, ok := strings.Cut(spec, "..")
	if !ok || strings.HasPrefix(to, ".") {
		return Range{}, fmt.Errorf("%q is not a range: write A..B", spec)
	}
	var ids [2]OID
	for i, rev := range []string{from, to} {
		if rev == "" {
			rev = "HEAD"
		}
		id, err := r.Resolve(ctx, rev)
		if err != nil {
			return Range{}, err
		}
		ids[i] = id
	}
	return Range{From: ids[0], To: ids[1]}, nil
}

// MergeBase gives the best common ancestor of two commits, or "" when they
// share none.
func (r *Repo) MergeBase(ctx context.Context, a, b OID) (OID, error) {
	out, err := r.line(ctx, "merge-base", "--end-of-options", string(a), string(b))
	if exitCode(err) == 1 {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("merge base of %s and %s: %w", a.Short(), b.Short(), r.objectError(err))
	}
	return OID(out), nil
}

// IsAncestor reports whether b reaches a; a commit is its own ancestor.
func (r *Repo) IsAncestor(ctx context.Context, a, b OID) (bool, error) {
	_, err := r.run(ctx, nil, "merge-base", "--is-ancestor", "--end-of-options", string(a), string(b))
	if exitCode(err) == 1 {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("is %s an ancestor of %s: %w", a.Short(), b.Short(), r.objectError(err))
	}
	return true, nil
}
