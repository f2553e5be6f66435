package cache

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/promptgit/promptgit/eval"
)

// Entry is what stands in an entry, in the form in which entries are carried to
// another cache: one line of JSON with its checksum.
type Entry struct {
	Key    string
	Answer eval.Answer
	Line   []byte // without a line break
	sum    string
}

// Open reads the entry of a file of the cache.
func (f File) Open() (Entry, error) {
	raw, err := os.ReadFile(f.Path)
	if err != nil {
		return Entry{}, err
	}
	e, err := ReadEntry(raw)
	if err == nil && e.Key != f.Key {
		err = fmt.Errorf("%w: it is the entry of %q", ErrCorrupt, e.Key)
	}
	return e, err
}

// ReadEntry reads the line of an entry. One that is not what was written is
// [ErrCorrupt].
func ReadEntry(line []byte) (Entry, error) {
	var head struct {
		Key string `json:"key"`
		Sum string `json:"sha256"`
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return Entry{}, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	if !keyForm().MatchString(head.Key) {
		return Entry{}, fmt.Errorf("%w: %.80q is no key", ErrCorrupt, head.Key)
	}
	a, err := decode(head.Key, line)
	return Entry{Key: head.Key, Answer: a, Line: line, sum: head.Sum}, err
}

// Taken says what became of an entry that was to be added.
type Taken string

// What may become of an entry.
const (
	Added    Taken = "added"    // it was not there, or damaged
	Same     Taken = "same"     // it is there
	Kept     Taken = "kept"     // another answer is there, and stays
	Replaced Taken = "replaced" // another answer was there
)

// Take adds an entry of another cache. A good entry with another answer gives way
// only if it is to be replaced.
func (c *Cache) Take(e Entry, replace bool) (Taken, error) {
	path, err := c.path(e.Key)
	if err != nil {
		return "", err
	}
	became := Added
	if raw, _, err := read(path); err == nil {
		here, damaged := ReadEntry(raw)
		switch {
		case errors.Is(damaged, ErrCorrupt) || here.Key != e.Key && damaged == nil:
		case here.sum == e.sum, damaged == nil && here.Answer.Output == e.Answer.Output && here.Answer.Model == e.Answer.Model:
			return Same, nil
		case !replace:
			return Kept, nil
		default:
			became = Replaced
		}
	}
	c.slots <- struct{}{}
	defer func() { <-c.slots }()
	return became, c.write(path, e.Line)
}
