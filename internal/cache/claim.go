package cache

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// claimFile is the file on whose bytes claims are locks: one byte for each
// question that is being asked. It stays empty. The kernel lifts the locks of a
// process that ends, however it ends.
const claimFile = "claims"

// claims are those that this process holds. Its file stays open: where locks
// belong to a process, closing any handle of the file would lift them all.
type claims struct {
	mu   sync.Mutex
	file *os.File
	held map[string]bool
}

// ErrNoClaims says that the file system of the cache knows no locks.
var ErrNoClaims = errors.New("the file system of the cache has no locks")

// errTaken says that another process holds a lock.
var errTaken = errors.New("taken")

// Claim takes the right to ask the question of a key, for all processes that
// share the cache. It never waits: ok is false while somebody else has it.
func (c *Cache) Claim(key string) (release func(), ok bool, err error) {
	at, err := offset(key)
	if err != nil {
		return nil, false, err
	}
	c.claims.mu.Lock()
	defer c.claims.mu.Unlock()
	if c.claims.held[key] {
		return nil, false, nil
	}
	file, err := c.claims.open(c.dir)
	if err != nil {
		return nil, false, err
	}
	switch err := lock(file, at); {
	case errors.Is(err, errTaken):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	}
	if c.claims.held == nil {
		c.claims.held = map[string]bool{}
	}
	c.claims.held[key] = true
	return func() { c.claims.release(file, key, at) }, true, nil
}

func (c *claims) release(file *os.File, key string, at int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, key)
	_ = unlock(file, at) // what cannot be unlocked is so when the process ends
}

// open opens the file once, and again where it was removed since: locks on what
// is no longer there would keep nobody away.
func (c *claims) open(dir string) (*os.File, error) {
	if c.file != nil && (len(c.held) > 0 || linked(c.file)) {
		return c.file, nil
	}
	path := filepath.Join(dir, claimFile)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(dir, 0o700); err == nil {
			f, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
		}
	}
	if err != nil {
		return nil, err
	}
	c.file = f
	return f, nil
}

// offset is the byte of a key. Keys that share one only wait for each other.
func offset(key string) (int64, error) {
	if !keyForm().MatchString(key) {
		return 0, fmt.Errorf("%q is no cache key", key)
	}
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(key)) // a hash does not fail
	return int64(sum.Sum64() >> 1), nil
}

// Clock is the time of the file system that the cache lies on, which need not
// be that of this machine.
func (c *Cache) Clock() (time.Time, error) {
	f, err := c.temp()
	if err != nil {
		return time.Time{}, err
	}
	info, err := f.Stat()
	if err = errors.Join(err, f.Close(), os.Remove(f.Name())); err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}

// Written tells when the answer of a key was put, zero where there is none.
func (c *Cache) Written(key string) (time.Time, error) {
	path, err := c.path(key)
	if err != nil {
		return time.Time{}, err
	}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}
