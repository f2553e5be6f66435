package gitops

import (
	"regexp"
	"strings"
)

var objectID = regexp.MustCompile(`\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b`)

// objectError types what a git command says when it meets an object that is
// not there or damaged. Other errors pass unchanged.
func (r *Repo) objectError(err error) error {
	text := stderrOf(err)
	id := OID(objectID.FindString(text))
	has := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(text, part) {
				return true
			}
		}
		return false
	}
	switch {
	case text == "":
		return err
	case has("promisor", "could not fetch"):
		return &MissingObjectError{ID: id, Detail: firstLine(text), Help: partialHelp}
	case id != "" && has("is corrupt", "inflate", "hash mismatch", "object corrupt", "failed to unpack", "cannot be unpacked", "garbage at end"):
		return &CorruptObjectError{ID: id, Detail: firstLine(text)}
	case id != "" && has("unable to read", "missing", "bad object", "could not read", "could not parse", "Could not read", "Failed to traverse", "not found"):
		return r.objects.missing(id, firstLine(text))
	}
	return err
}
