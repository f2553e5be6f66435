package gitops

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// FileStatus is one file below Top that is not as HEAD has it, on disk or in the
// index.
type FileStatus struct {
	Path      string
	Untracked bool // the index does not know it
	Unmerged  bool // a merge left a conflict in it
}

// noMode stands for a file that is not there.
const noMode = "000000"

// Status lists the files that are not as HEAD has them, the untracked ones among
// them; ignored files, submodules and what sparse checkouts leave out are none. A
// rename is two files. A path can come twice: taken out of the index, and on disk
// without it.
func (r *Repo) Status(ctx context.Context) ([]FileStatus, error) {
	if r.Top == "" {
		return nil, ErrBare
	}
	out, err := r.run(ctx, nil, "status", "--porcelain=v2", "-z", "--untracked-files=all", "--ignored=no", "--ignore-submodules=all", "--no-renames")
	if err != nil {
		return nil, fmt.Errorf("look at the working tree: %w", err)
	}
	var list []FileStatus
	for line := range bytes.SplitSeq(out, []byte{0}) {
		kind, rest, ok := strings.Cut(string(line), " ")
		if !ok {
			continue
		}
		fields := map[string]int{"1": 8, "u": 10, "?": 1}[kind] // the last of them is the path, blanks included
		parts := strings.SplitN(rest, " ", max(fields, 1))
		if fields == 0 || len(parts) != fields {
			return nil, fmt.Errorf("look at the working tree: git status says %q", line)
		}
		if kind == "1" && parts[2] == noMode && parts[4] == noMode {
			continue // it was staged, is gone from the disk again, and HEAD never had it
		}
		if path := parts[fields-1]; !strings.HasSuffix(path, "/") { // a repository of its own
			list = append(list, FileStatus{Path: path, Untracked: kind == "?", Unmerged: kind == "u"})
		}
	}
	return list, nil
}
