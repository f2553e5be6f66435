package gitops

import (
	"context"
	"fmt"
	"strings"
)

// RefUpdate moves one ref from Old to New.
type RefUpdate struct {
	Ref string // full name, "refs/..."
	New OID    // "" deletes the ref
	Old OID    // what the ref must be now; "" means that it must not exist
}

// RefConflictError says that a ref was not what the writer had read, or that
// another process was writing it: read again and retry. It is ErrRefMoved.
type RefConflictError struct {
	Conflict Conflict
	Detail   string // what git said
}

// Conflict is the way in which a ref update lost a race.
type Conflict string

// The ways to lose a race.
const (
	ConflictMoved  Conflict = "moved"  // the ref is at another commit, or gone
	ConflictExists Conflict = "exists" // the ref was to be created and is there
	ConflictLocked Conflict = "locked" // another process holds the lock
)

func (e *RefConflictError) Error() string { return withDetail(ErrRefMoved.Error(), e.Detail) }

// Is makes every conflict an ErrRefMoved.
func (e *RefConflictError) Is(target error) bool { return target == ErrRefMoved }

// UpdateRefs moves refs in one transaction: all of them, or none and an error
// that is ErrRefMoved when one was not at its Old. The message goes into the
// reflog, which is made where there is none, in bare repositories too.
func (r *Repo) UpdateRefs(ctx context.Context, message string, updates ...RefUpdate) error {
	if len(updates) == 0 {
		return nil
	}
	return r.updateRefs(ctx, message, func() ([]RefUpdate, error) { return updates, nil })
}

// updateRefs calls decide while git starts.
func (r *Repo) updateRefs(ctx context.Context, message string, decide func() ([]RefUpdate, error)) error {
	in := &lateInput{write: func() (string, error) {
		updates, err := decide()
		if err != nil {
			return "", err
		}
		return r.transaction(updates)
	}}
	_, err := r.run(ctx, in, "update-ref", "--create-reflog", "-m", message, "--stdin", "-z")
	if failed := in.close(); failed != nil {
		return failed
	}
	if err != nil {
		return fmt.Errorf("update refs: %w", refError(err))
	}
	return nil
}

// transaction writes updates as git update-ref --stdin -z reads them.
func (r *Repo) transaction(updates []RefUpdate) (string, error) {
	var in strings.Builder
	for _, u := range updates {
		if strings.ContainsRune(u.Ref, 0) || !strings.HasPrefix(u.Ref, "refs/") {
			return "", fmt.Errorf("update ref %q: a full name that starts with refs/ is needed", u.Ref)
		}
		old := string(u.Old)
		switch {
		case u.New == "" && old == "":
			return "", fmt.Errorf("delete ref %q: its present value is needed", u.Ref)
		case u.New == "":
			in.WriteString("delete " + u.Ref + "\x00" + old + "\x00")
			continue
		case old == "":
			old = r.zeroOID()
		}
		in.WriteString("update " + u.Ref + "\x00" + string(u.New) + "\x00" + old + "\x00")
	}
	return in.String(), nil
}

// refError tells a lost race from every other failure.
func refError(err error) error {
	text := stderrOf(err)
	has := func(part string) bool { return strings.Contains(text, part) }
	switch {
	case has("reference already exists"):
		return &RefConflictError{Conflict: ConflictExists, Detail: firstLine(text)}
	case has("but expected"), has("unable to resolve reference"):
		return &RefConflictError{Conflict: ConflictMoved, Detail: firstLine(text)}
	case has(".lock': File exists"):
		return &RefConflictError{Conflict: ConflictLocked, Detail: firstLine(text)}
	}
	return err
}

// ReadRef gives what a full ref name points to, or "" when there is no such
// ref. A tag is not peeled.
func (r *Repo) ReadRef(ctx context.Context, ref string) (OID, error) {
	out, err := r.line(ctx, "rev-parse", "--verify", "--quiet", ref)
	switch {
	case strings.Contains(stderrOf(err), "broken ref"):
		return "", &BrokenRefError{Ref: ref}
	case exitCode(err) == 1:
		return "", nil
	case err != nil:
		return "", fmt.Errorf("read %s: %w", ref, err)
	}
	id, ok := ParseOID(out)
	if !ok {
		return "", fmt.Errorf("read %s: git answered %q", ref, out)
	}
	return id, nil
}

// Ref is a ref and what it points to.
type Ref struct {
	Name string
	ID   OID
}

// Refs lists the refs below a prefix such as "refs/promptgit/", by name.
func (r *Repo) Refs(ctx context.Context, prefix string) ([]Ref, error) {
	out, err := r.run(ctx, nil, "for-each-ref", "--format=%(objectname) %(refname)", prefix)
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", prefix, err)
	}
	var refs []Ref
	for line := range strings.Lines(string(out)) {
		id, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		refs = append(refs, Ref{Name: name, ID: OID(id)})
	}
	return refs, nil
}

// ReflogEntry is one recorded move of a ref.
type ReflogEntry struct {
	Old, New OID // "" where the ref did not exist
	Message  string
}

// Reflog gives the recorded moves of a full ref name, newest first; none when
// the ref has no log.
func (r *Repo) Reflog(ctx context.Context, ref string) ([]ReflogEntry, error) {
	out, err := r.run(ctx, nil, "log", "--walk-reflogs", "--no-show-signature", "--no-color", "-z",
		"--format=%H %gs", "--end-of-options", ref, "--")
	if err != nil {
		if id, readErr := r.ReadRef(ctx, ref); readErr == nil && id == "" {
			return nil, nil
		}
		return nil, fmt.Errorf("read reflog of %s: %w", ref, err)
	}
	var entries []ReflogEntry
	for record := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		id, message, _ := strings.Cut(record, " ")
		if id == "" {
			continue
		}
		if n := len(entries); n > 0 {
			entries[n-1].Old = OID(id)
		}
		entries = append(entries, ReflogEntry{New: OID(id), Message: message})
	}
	return entries, nil
}
