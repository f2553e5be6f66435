package client

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// keptVersion is the version of the format of a file.
const keptVersion = 1

// keptFile is one last good answer on the disk.
type keptFile struct {
	V       int             `json:"v"`
	Server  string          `json:"server"`
	Prompt  string          `json:"prompt"`
	Label   string          `json:"label"`
	Ref     string          `json:"rev_asked"`
	Bucket  int             `json:"bucket"`
	Rev     string          `json:"rev"`
	Weight  int             `json:"weight"`
	Fetched time.Time       `json:"fetched"`
	Sum     string          `json:"sha256"` // of the rest, with this field empty
	Body    json.RawMessage `json:"body"`
}

// sum is the hash of all but itself.
func (f keptFile) sum() string {
	f.Sum = ""
	raw, err := json.Marshal(f)
	if err != nil {
		return "" // no file has that
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// file is where an answer is kept.
func (c *Client) file(k key) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%s\x00%d", c.base, k.prompt, k.label, k.rev, k.bucket))
	return filepath.Join(c.o.Dir, hex.EncodeToString(sum[:])+".json")
}

// keep writes a last good answer: a crash leaves the old file or the new one. Where it
// cannot be written the client goes on without.
func (c *Client) keep(k key, p Prompt) {
	if c.o.Dir == "" {
		return
	}
	f := keptFile{
		V: keptVersion, Server: c.base, Prompt: k.prompt, Label: k.label, Ref: k.rev, Bucket: k.bucket,
		Rev: p.Rev, Weight: p.Weight, Fetched: p.Fetched.UTC(), Body: p.Raw,
	}
	f.Sum = f.sum()
	raw, err := json.Marshal(f)
	if err != nil {
		return
	}
	if err = os.MkdirAll(c.o.Dir, 0o700); err == nil {
		err = replace(c.file(k), raw)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.diskErr = err
}

// DiskError is why the last answer could not be kept on the disk, nil where it was.
func (c *Client) DiskError() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.diskErr
}

// replace writes a file whole, or leaves the one that is there.
func replace(name string, raw []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".new-*") // of mode 0600
	if err != nil {
		return err
	}
	_, err = tmp.Write(raw)
	if err == nil {
		err = tmp.Sync()
	}
	err = errors.Join(err, tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

// forget removes what the server says is gone.
func (c *Client) forget(k key) {
	if c.o.Dir == "" {
		return
	}
	if err := os.Remove(c.file(k)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		c.mu.Lock()
		c.diskErr = err
		c.mu.Unlock()
	}
}

// kept reads a last good answer. A file that is damaged, or about something else, is
// none.
func (c *Client) kept(k key) (Prompt, bool) {
	if c.o.Dir == "" {
		return Prompt{}, false
	}
	raw, err := os.ReadFile(c.file(k))
	if err != nil || len(raw) > 2*mostBody {
		return Prompt{}, false
	}
	var f keptFile
	if json.Unmarshal(raw, &f) != nil || f.V != keptVersion || f.Sum == "" || f.Sum != f.sum() {
		return Prompt{}, false
	}
	if f.Server != c.base || f.Prompt != k.prompt || f.Label != k.label || f.Ref != k.rev || f.Bucket != k.bucket {
		return Prompt{}, false
	}
	p, err := parse(f.Body)
	if err != nil {
		return Prompt{}, false
	}
	p.Rev, p.Weight, p.Fetched = f.Rev, f.Weight, f.Fetched
	return p, true
}
