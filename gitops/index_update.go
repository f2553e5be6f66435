package gitops

import (
	"context"
	"fmt"
	"strings"
)

// UpdateIndex puts files into the user's index, as they stand there; a file
// without an ID is taken out. Everything else in the index stays.
func (r *Repo) UpdateIndex(ctx context.Context, files []File) error {
	var in strings.Builder
	for _, f := range files {
		mode, id := fmt.Sprintf("%06o", uint32(f.Mode)), string(f.ID)
		if id == "" {
			mode, id = "0", r.zeroOID()
		}
		in.WriteString(mode + " " + id + "\t" + f.Path + "\x00")
	}
	if _, err := r.run(ctx, strings.NewReader(in.String()), "update-index", "-z", "--index-info"); err != nil {
		return fmt.Errorf("update the index: %w", err)
	}
	_, _ = r.run(ctx, nil, "update-index", "-q", "--refresh") // it notes sizes and times only, and fails where a file differs
	return nil
}
