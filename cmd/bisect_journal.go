package cmd

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/value"
)

// Samples that bisect judged are kept within these limits: of one prompt and
// target, and of all.
const (
	journalMaxBytes  = 8 << 20
	journalsMaxBytes = 64 << 20
	journalsMaxAge   = 90 * 24 * time.Hour
	journalExt       = ".jsonl"
)

// judgedSample is one sample that a search judged, as a line of its journal.
type judgedSample struct {
	Time     time.Time          `json:"t"` // when the answer came
	Rev      string             `json:"rev"`
	Prompt   string             `json:"p"` // prompt_key
	Case     string             `json:"c"` // its key
	Sample   int                `json:"n"`
	Pass     bool               `json:"pass"`
	Metrics  map[string]float64 `json:"m,omitempty"`
	Model    string             `json:"model,omitempty"` // as answered
	Question string             `json:"q,omitempty"`     // see eval.Engine.Question
	Search   string             `json:"by"`              // what was searched for, see searchKey
}

// journalHead is the first line of a journal, for people who look into it.
type journalHead struct {
	V        int    `json:"v"`
	Prompt   string `json:"prompt"`
	Provider string `json:"provider"`
	Model    string `json:"asked"`
	Endpoint string `json:"endpoint_key"`
	Judges   string `json:"judges_key"`
}

// bisectJournal keeps what searches judged of one prompt under one target and its
// judges, so that the next one asks nobody for it. Answers are in the response
// cache; what is lost here is looked up there.
//
// Lines are added at the end, whole, by any number of processes. Where the disk is
// full nothing more is written, and a line that was cut is passed over.
type bisectJournal struct {
	path string
	head journalHead
	torn bool // it ends within a line
	off  bool // it cannot be written
}

func bisectJournalDir(repo *gitops.Repo) string {
	return filepath.Join(repo.CommonDir, "promptgit", "bisect")
}

func (w *workspace) bisectJournal(prompt string, t eval.Target, judges string) *bisectJournal {
	head := journalHead{1, prompt, t.Provider, t.Model, t.EndpointKey(), judges}
	sum := sha256.Sum256(value.Canonical(head))
	return &bisectJournal{path: filepath.Join(bisectJournalDir(w.repo), hex.EncodeToString(sum[:8])+journalExt), head: head}
}

// read gives the samples that are kept.
func (j *bisectJournal) read(now time.Time) ([]judgedSample, error) {
	raw, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	j.torn = len(raw) > 0 && !bytes.HasSuffix(raw, []byte("\n"))
	var list []judgedSample
	for line := range bytes.Lines(raw) {
		var one judgedSample
		if json.Unmarshal(line, &one) == nil && one.Prompt != "" && one.Case != "" && one.Sample >= 0 {
			list = append(list, one)
		}
	}
	if len(raw) > journalMaxBytes {
		err = j.shorten(raw, now)
	}
	return list, err
}

// shorten leaves the newer half. What another process adds meanwhile may be lost,
// but for its answers in the cache.
func (j *bisectJournal) shorten(raw []byte, now time.Time) error {
	half := raw[len(raw)/2:]
	half = half[bytes.IndexByte(half, '\n')+1:]
	head, err := json.Marshal(j.head)
	if err != nil {
		return err
	}
	return writeFile(j.path, now, func(out io.Writer) error {
		_, err := out.Write(slices.Concat(head, []byte("\n"), half))
		return err
	})
}

// add writes samples behind the others. After an error nothing more is written.
func (j *bisectJournal) add(list []judgedSample) error {
	if j.off || len(list) == 0 {
		return nil
	}
	err := j.append(list)
	j.off = err != nil
	return err
}

func (j *bisectJournal) append(list []judgedSample) error {
	var b bytes.Buffer
	if j.torn {
		b.WriteByte('\n')
		j.torn = false
	}
	if _, err := os.Stat(j.path); errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
			return err
		}
		writeLine(&b, j.head)
	}
	for i := range list {
		writeLine(&b, list[i])
	}
	f, err := os.OpenFile(j.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b.Bytes())
	return errors.Join(err, f.Close())
}

func writeLine(b *bytes.Buffer, v any) {
	line, err := json.Marshal(v)
	if err != nil {
		panic(err) // they hold texts and finite numbers
	}
	b.Write(line)
	b.WriteByte('\n')
}

// tendBisectJournals removes what was not added to for long, and then the oldest
// until the rest is within its limit.
func tendBisectJournals(dir string, now time.Time) error {
	files, err := bisectJournals(dir)
	total := int64(0)
	for _, f := range files {
		total += f.Size()
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, f := range files {
		if now.Sub(f.ModTime()) <= journalsMaxAge && total <= journalsMaxBytes {
			break
		}
		total -= f.Size()
		err = errors.Join(err, removeJournal(dir, f))
	}
	return err
}

// clearBisectJournals forgets what searches judged.
func clearBisectJournals(dir string) error {
	files, err := bisectJournals(dir)
	for _, f := range files {
		err = errors.Join(err, removeJournal(dir, f))
	}
	return err
}

func bisectJournals(dir string) ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var files []fs.FileInfo
	for _, e := range entries {
		if info, gone := e.Info(); gone == nil && filepath.Ext(e.Name()) == journalExt && info.Mode().IsRegular() {
			files = append(files, info)
		}
	}
	return files, err
}

func removeJournal(dir string, f fs.FileInfo) error {
	err := os.Remove(filepath.Join(dir, f.Name()))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // another process was quicker
	}
	return err
}
