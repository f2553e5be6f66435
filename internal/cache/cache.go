package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"

	"github.com/promptgit/promptgit/eval"
)

// Cache is a directory of answers. It is safe for concurrent use, also by
// several processes. The directory is made by the first Put.
type Cache struct {
	dir string
	limits
	slots chan struct{} // hundreds of writers at once would only wait for the file system, each in a thread

	claims claims
}

// New gives the cache in dir.
func New(dir string) *Cache {
	return &Cache{dir: dir, slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// ErrCorrupt marks an entry that is not what was written. It is a miss, and the
// next Put mends it.
var ErrCorrupt = errors.New("corrupt cache entry")

// keyForm keeps keys from naming files elsewhere.
var keyForm = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9a-f]{8,128}$`) })

// entry is the content of a file. The key is repeated in it against files that
// were copied or renamed.
type entry struct {
	V      int             `json:"v"`
	Key    string          `json:"key"`
	Sum    string          `json:"sha256"` // of the bytes of the answer
	Answer json.RawMessage `json:"answer"`
}

const version = 1

// Get reads the answer of a key, and whether there is one. An entry that cannot
// be read or is corrupt is a miss, with an error that says why.
func (c *Cache) Get(key string) (eval.Answer, bool, error) {
	path, err := c.path(key)
	if err != nil {
		return eval.Answer{}, false, err
	}
	raw, used, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return eval.Answer{}, false, nil
	}
	if err != nil {
		return eval.Answer{}, false, err
	}
	a, err := decode(key, raw)
	if err != nil {
		return eval.Answer{}, false, fmt.Errorf("%s: %w", path, err)
	}
	c.touch(path, used)
	return a, true, nil
}

// Put keeps the answer of a key, in place of an earlier one.
func (c *Cache) Put(key string, a eval.Answer) error {
	path, err := c.path(key)
	if err != nil {
		return err
	}
	raw, err := encode(key, a)
	if err != nil {
		return err
	}
	c.slots <- struct{}{}
	defer func() { <-c.slots }()
	if err := c.write(path, raw); err != nil {
		return err
	}
	return c.grown(len(raw))
}

func (c *Cache) path(key string) (string, error) {
	if !keyForm().MatchString(key) {
		return "", fmt.Errorf("%q is no cache key", key)
	}
	return filepath.Join(c.dir, key[:2], key+".json"), nil
}

func encode(key string, a eval.Answer) ([]byte, error) {
	answer, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("encode an answer: %w", err)
	}
	return json.Marshal(entry{V: version, Key: key, Sum: checksum(answer), Answer: answer})
}

func decode(key string, raw []byte) (a eval.Answer, err error) {
	var e entry
	if err := json.Unmarshal(raw, &e); err != nil {
		return a, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	switch {
	case e.V != version:
		return a, fmt.Errorf("cache entry of version %d, not %d", e.V, version)
	case e.Key != key:
		return a, fmt.Errorf("%w: it is the entry of %q", ErrCorrupt, e.Key)
	case e.Sum != checksum(e.Answer):
		return a, fmt.Errorf("%w: its checksum does not match", ErrCorrupt)
	}
	if err := json.Unmarshal(e.Answer, &a); err != nil {
		return eval.Answer{}, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return a, nil
}

func checksum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
