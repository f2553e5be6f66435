package gitops

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// readableTip is what the ref points to. If that cannot be read, as after a
// power failure, the ref goes back to its newest version that can, and the
// versions that it skips are reported; "" says that there is none.
func (n *Notes) readableTip(ctx context.Context) (version OID, lost []MissingNote, err error) {
	tip, err := n.repo.ReadRef(ctx, n.ref)
	var moves []ReflogEntry
	var broken *BrokenRefError
	switch {
	case errors.As(err, &broken):
		moves, err = n.loggedMoves()
		if err == nil {
			tip, err = n.dropBrokenRef(ctx, broken)
		}
	case err == nil && tip != "":
		moves, err = n.moves(ctx)
	}
	if err != nil {
		return "", nil, err
	}
	var versions []OID // newest first
	if broken == nil {
		versions = append(versions, tip)
	}
	for _, m := range moves {
		versions = append(versions, m.New)
	}
	versions = distinct(slices.DeleteFunc(append(versions, tip), OID.IsZero))
	for _, version := range versions {
		roots, err := n.roots(ctx, []OID{version})
		if err != nil {
			return "", nil, err
		}
		if len(roots) > 0 {
			if version != tip {
				err = n.repo.UpdateRefs(ctx, ourReflog+"go back to a readable version", RefUpdate{Ref: n.ref, New: version, Old: tip})
			}
			return version, lost, err
		}
		lost = append(lost, MissingNote{ID: version, Kind: KindCommit})
	}
	return "", lost, nil
}

// dropBrokenRef removes the file of a ref that names no object, which git
// neither reads nor overwrites nor deletes, under the lock that git would take.
// It gives the older value that packed-refs may hold.
func (n *Notes) dropBrokenRef(ctx context.Context, broken *BrokenRefError) (OID, error) {
	path := filepath.Join(n.repo.CommonDir, filepath.FromSlash(n.ref))
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if errors.Is(err, fs.ErrNotExist) {
		return "", broken // not kept in a file: this is not ours to repair
	}
	if err != nil {
		return "", fmt.Errorf("repair %s: %w", n.ref, err)
	}
	content, err := os.ReadFile(path)
	text := strings.TrimSpace(string(content))
	if _, whole := ParseOID(text); err == nil && !whole && !strings.HasPrefix(text, "ref:") {
		err = os.Remove(path)
	}
	if err = errors.Join(err, lock.Close(), os.Remove(lock.Name())); err != nil {
		return "", fmt.Errorf("repair %s: %w", n.ref, err)
	}
	return n.repo.ReadRef(ctx, n.ref)
}
