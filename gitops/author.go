package gitops

import "context"

// Author is who the next commit would be by: in a hook of git commit whom that was
// told, the --author too.
func (r *Repo) Author(ctx context.Context) (Signature, error) {
	line, err := r.line(ctx, "var", "GIT_AUTHOR_IDENT")
	name, email, when := parseSignature(line)
	return Signature{name, email, when}, err
}
