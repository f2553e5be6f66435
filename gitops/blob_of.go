package gitops

import (
	"bytes"
	"context"
	"fmt"
)

// BlobOf gives the blob that git add would make of the content of a file: line endings
// and filters apply as .gitattributes says for the path. With keep it is stored.
func (r *Repo) BlobOf(ctx context.Context, path string, content []byte, keep bool) (OID, error) {
	args := []string{"hash-object", "--stdin", "--path=" + path}
	if keep {
		args = append(args, "-w")
	}
	out, err := r.run(ctx, bytes.NewReader(content), args...)
	if err != nil {
		return "", fmt.Errorf("make a blob of %s: %w", path, err)
	}
	id, ok := ParseOID(string(bytes.TrimSpace(out)))
	if !ok {
		return "", fmt.Errorf("make a blob of %s: git answered %q", path, out)
	}
	return id, nil
}
