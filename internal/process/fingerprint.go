package process

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Fingerprint pairs each word of a command with the hash of its content where it
// is a file, counted from dir: an edited script is another command.
func Fingerprint(argv []string, dir string) ([]any, error) {
	parts := make([]any, len(argv))
	for i, arg := range argv {
		path := arg
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		sum, err := hashFile(path)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", arg, err)
		}
		parts[i] = []any{arg, sum}
	}
	return parts, nil
}

// hashFile gives the hash of a regular file, and "" for anything else.
func hashFile(path string) (sum string, err error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return "", nil // most arguments are not meant as files
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return "", nil // a program may be run by those who cannot read it
	}
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
