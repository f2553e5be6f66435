package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// File is the file of an entry, without what stands in it.
type File struct {
	Key  string
	Path string
	Size int64     // bytes
	Used time.Time // to within a day
}

// Files lists the files of all entries, those first that were unused for longest.
func (c *Cache) Files() ([]File, error) {
	folders, err := os.ReadDir(c.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []File
	for _, folder := range folders {
		if !folder.IsDir() || len(folder.Name()) != 2 {
			continue
		}
		entries, err := os.ReadDir(filepath.Join(c.dir, folder.Name()))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			key, ours := strings.CutSuffix(e.Name(), ".json")
			info, gone := e.Info()
			if !ours || !keyForm().MatchString(key) || gone != nil || !info.Mode().IsRegular() {
				continue
			}
			list = append(list, File{key, filepath.Join(c.dir, folder.Name(), e.Name()), info.Size(), info.ModTime()})
		}
	}
	slices.SortStableFunc(list, func(a, b File) int { return a.Used.Compare(b.Used) })
	return list, nil
}

// Pruned is what Prune removed, or would.
type Pruned struct {
	Removed []File
	Left    int   // entries
	Size    int64 // bytes of those left
}

// Prune removes what is older than the limits allow, and then what was unused for
// longest until a tenth of the largest size is free; dry only says what that would
// be. Others may read and write meanwhile: an entry that is used before its
// turn stays.
func (c *Cache) Prune(l Limits, now time.Time, dry bool) (Pruned, error) {
	files, err := c.Files()
	if err != nil {
		return Pruned{}, err
	}
	p := Pruned{Left: len(files)}
	for _, f := range files {
		p.Size += f.Size
	}
	bound := p.Size
	if l.MaxSize > 0 && p.Size > l.MaxSize {
		bound = l.MaxSize - l.MaxSize/10
	}
	for _, f := range files {
		old := l.MaxAge > 0 && now.Sub(f.Used) > l.MaxAge
		if !old && p.Size <= bound {
			break
		}
		if !dry {
			gone, err := c.remove(f)
			if err != nil {
				return p, err
			}
			if !gone {
				continue
			}
		}
		p.Removed = append(p.Removed, f)
		p.Left--
		p.Size -= f.Size
	}
	return p, nil
}

// remove takes an entry away unless it was used since it was listed. It is moved
// aside before its time is looked at, so that nobody renews it in between.
func (c *Cache) remove(f File) (gone bool, err error) {
	aside, err := c.temp()
	if err != nil {
		return false, err
	}
	if err = errors.Join(aside.Close(), os.Rename(f.Path, aside.Name())); err != nil {
		_ = os.Remove(aside.Name()) // what matters is the first error
		if errors.Is(err, fs.ErrNotExist) {
			return true, nil // somebody else took it away
		}
		return false, err
	}
	info, err := os.Stat(aside.Name())
	if err == nil && info.ModTime().After(f.Used) {
		back := os.Link(aside.Name(), f.Path)
		if errors.Is(back, fs.ErrExist) {
			back = nil // and written again, too
		}
		return false, errors.Join(back, os.Remove(aside.Name()))
	}
	return true, errors.Join(err, os.Remove(aside.Name()))
}

// Clear removes every entry.
func (c *Cache) Clear() (Pruned, error) {
	files, err := c.Files()
	p := Pruned{Left: len(files)}
	for _, f := range files {
		if failed := os.Remove(f.Path); failed != nil && !errors.Is(failed, fs.ErrNotExist) {
			return p, failed
		}
		p.Removed = append(p.Removed, f)
		p.Left--
	}
	return p, err
}

// ByKey lists the files of all entries, sorted by key.
func (c *Cache) ByKey() ([]File, error) {
	files, err := c.Files()
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Key, b.Key) })
	return files, err
}

// Tidy removes the folder of entries that are being written, where it is empty.
func (c *Cache) Tidy() error {
	err := os.Remove(filepath.Join(c.dir, temporary))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
