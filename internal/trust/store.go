package trust

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Store is a folder with one file per repository.
type Store struct {
	Dir string // absolute, outside any repository
}

// Item is one thing that would run.
type Item struct {
	What string // shown to the user: the command line or the URL
	Hash string // changes when the command or a file that it runs changes
}

// Of makes an item of a command line and whatever else decides what it does,
// such as the hashes of its files.
func Of(what, endpoint string) Item {
	sum := sha256.Sum256([]byte(what + "\x00" + endpoint))
	return Item{What: what, Hash: "sha256:" + hex.EncodeToString(sum[:])}
}

type file struct {
	Version int      `json:"v"`
	Repo    string   `json:"repo"`
	Hashes  []string `json:"hashes"`
}

// Missing gives the items that were not allowed for the repository, which is
// named by the absolute path of its common git directory.
func (s Store) Missing(repo string, items []Item) ([]Item, error) {
	known, err := s.read(repo)
	if err != nil {
		return nil, err
	}
	var missing []Item
	for _, it := range items {
		if !slices.Contains(known.Hashes, it.Hash) {
			missing = append(missing, it)
		}
	}
	return missing, nil
}

// Add allows the items for the repository.
func (s Store) Add(repo string, items []Item) error {
	known, err := s.read(repo)
	if err != nil {
		return err
	}
	for _, it := range items {
		if !slices.Contains(known.Hashes, it.Hash) {
			known.Hashes = append(known.Hashes, it.Hash)
		}
	}
	slices.Sort(known.Hashes)
	return s.write(repo, known)
}

func (s Store) path(repo string) string {
	sum := sha256.Sum256([]byte(repo))
	return filepath.Join(s.Dir, hex.EncodeToString(sum[:8])+".json")
}

func (s Store) read(repo string) (file, error) {
	fresh := file{Version: 1, Repo: repo}
	raw, err := os.ReadFile(s.path(repo))
	if errors.Is(err, fs.ErrNotExist) {
		return fresh, nil
	}
	if err != nil {
		return file{}, fmt.Errorf("read what is trusted: %w", err)
	}
	var known file
	if err := json.Unmarshal(raw, &known); err != nil || known.Repo != repo {
		return fresh, nil //nolint:nilerr // a damaged file trusts nothing: the user is asked again
	}
	return known, nil
}

// write replaces the file at once, so that a crash leaves the old or the new.
func (s Store) write(repo string, f file) error {
	raw, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	if err = os.MkdirAll(s.Dir, 0o700); err != nil {
		return fmt.Errorf("remember what is trusted: %w", err)
	}
	tmp, err := os.CreateTemp(s.Dir, ".trust-*")
	if err != nil {
		return fmt.Errorf("remember what is trusted: %w", err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // after the rename there is nothing to remove
	_, err = tmp.Write(append(raw, '\n'))
	if err = errors.Join(err, tmp.Close()); err != nil {
		return fmt.Errorf("remember what is trusted: %w", err)
	}
	return os.Rename(tmp.Name(), s.path(repo))
}
