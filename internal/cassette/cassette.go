package cassette

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/promptgit/promptgit/eval"
)

// Ext ends the names of the files of a cassette.
const Ext = ".cassette.yaml"

// Cassette is a folder of answers. It is safe for concurrent use.
type Cassette struct {
	dir  string
	name string              // of dir, as the user wrote it
	hide func(string) string // takes keys out of what is written

	mu    sync.Mutex
	files map[string]string // name of the file by the digits of the key in it
	used  map[string]bool   // keys that were played or recorded
	count Count
	near  map[string][]request // by messages, made for the first miss
}

// Count is what was done with the answers of a cassette, each once.
type Count struct{ Played, Added, Unused int }

// digits of the key stand in the name of a file.
const digits = 16

// Open looks for the answers in dir. A folder that is not there is an empty
// cassette.
func Open(dir, name string, hide func(string) string) (*Cassette, error) {
	c := &Cassette{dir: dir, name: name, hide: hide, files: map[string]string{}, used: map[string]bool{}}
	list, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, f := range list {
		base, ours := strings.CutSuffix(f.Name(), Ext)
		if ours && len(base) >= digits {
			c.files[base[len(base)-digits:]] = f.Name()
		}
	}
	return c, nil
}

// Empty says whether there is no answer in it.
func (c *Cassette) Empty() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.files) == 0
}

// Play implements [eval.Cassette].
func (c *Cassette) Play(key string, t eval.Target, req eval.Request) (eval.Answer, error) {
	c.mu.Lock()
	file, ok := c.files[key[:digits]]
	c.mu.Unlock()
	if !ok {
		return eval.Answer{}, c.missing(t, req)
	}
	e, err := c.read(file)
	if err == nil && e.key != key {
		err = fmt.Errorf("it is the answer of the key %.16q", e.key)
	}
	if err != nil {
		return eval.Answer{}, &eval.CallError{
			Err:  fmt.Errorf("%s/%s: %w", c.name, file, err),
			Hint: "take it from Git again, or ask for it again: promptgit eval --cassette " + c.name + " --update-cassette",
		}
	}
	c.note(key, &c.count.Played)
	return e.answer, nil
}

func (c *Cassette) note(key string, counter *int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.used[key] {
		c.used[key] = true
		*counter++
	}
}

// Record implements [eval.Cassette]. The file appears whole or not at all.
func (c *Cassette) Record(key string, t eval.Target, req eval.Request, a eval.Answer) error {
	text, err := encode(entry{key: key, request: requestOf(t, req), answer: a}, c.hide)
	if err != nil {
		return err
	}
	if err = os.MkdirAll(c.dir, 0o755); err != nil { //nolint:gosec // it is committed
		return err
	}
	c.mu.Lock()
	file := cmp.Or(c.files[key[:digits]], c.fileName(key, req))
	c.mu.Unlock()
	tmp, err := os.CreateTemp(c.dir, ".tmp-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // fails after the rename, as it should
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close()) //nolint:gosec // it is committed
	if err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(c.dir, file))
	}
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.files[key[:digits]] = file
	c.mu.Unlock()
	c.note(key, &c.count.Added)
	return nil
}

// Count is what was done so far. Unused is what nobody asked for.
func (c *Cassette) Count() Count {
	n := len(c.unused())
	c.mu.Lock()
	defer c.mu.Unlock()
	count := c.count
	count.Unused = n
	return count
}

// unused are the files that nobody asked for, sorted.
func (c *Cassette) unused() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := maps.Clone(c.files)
	for key := range c.used {
		delete(left, key[:digits])
	}
	return slices.Sorted(maps.Values(left))
}

// Prune removes the files that nobody asked for.
func (c *Cassette) Prune() error {
	for _, file := range c.unused() {
		if err := os.Remove(filepath.Join(c.dir, file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		c.mu.Lock()
		maps.DeleteFunc(c.files, func(_, name string) bool { return name == file })
		c.mu.Unlock()
	}
	return nil
}

// fileName is made of what is asked and of the key, so that it is the same
// whichever case asked first.
func (c *Cassette) fileName(key string, req eval.Request) string {
	text := req.Rendered
	if n := len(req.Messages); n > 0 {
		text = req.Messages[n-1].Text
	}
	name := key[:digits] + Ext
	if words := slug(c.hide(text)); words != "" {
		name = words + "-" + name
	}
	if req.Row < 0 {
		return "judge-" + name
	}
	return name
}

// slug is the beginning of a text in the letters that every file system takes.
func slug(text string) string {
	const most = 40
	var b strings.Builder
	for _, c := range strings.ToLower(text) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
			b.WriteRune(c)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= most {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}
