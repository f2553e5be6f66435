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

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/promptgit/promptgit/eval"
)

// gradeJournal keeps the answers of a person until they stand in the notes: one
// line of JSON each, on the disk before the next question, so that nothing that
// ends the process loses one.
type gradeJournal struct{ path string }

func (w *workspace) gradeJournal(s *gradeSheet, by string) gradeJournal {
	sum := sha256.Sum256([]byte(by + "\x00" + s.against))
	name := filepath.Base(s.record.ID) + "-" + hex.EncodeToString(sum[:6]) + ".jsonl"
	return gradeJournal{filepath.Join(w.repo.CommonDir, "promptgit", "grades", name)}
}

// read gives the answers that an earlier process left, the last for each output.
// A line that was cut when it died is none.
func (j gradeJournal) read() ([]eval.Grade, error) {
	raw, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var answers gradeAnswers
	for line := range bytes.Lines(raw) {
		var g eval.Grade
		if json.Unmarshal(line, &g) == nil && bytes.HasSuffix(line, []byte("\n")) {
			answers.set(g)
		}
	}
	return answers.list, nil
}

// add writes an answer behind the others. The file is opened for each, since
// another process of the same person may have taken it away meanwhile.
func (j gradeJournal) add(g eval.Grade) error {
	line, err := json.Marshal(g)
	if err != nil {
		return err
	}
	if err = os.MkdirAll(filepath.Dir(j.path), 0o700); err != nil {
		return err
	}
	defer j.lock()()
	f, err := os.OpenFile(j.path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if info, wrong := f.Stat(); wrong == nil && info.Size() > 0 {
		last := []byte{'\n'}
		if _, err = f.ReadAt(last, info.Size()-1); last[0] != '\n' { // a line was cut: this one must not be lost with it
			line = append([]byte{'\n'}, line...)
		}
	}
	if err == nil {
		_, err = f.Write(append(line, '\n'))
	}
	return errors.Join(err, f.Sync(), f.Close())
}

// with gives what is to be stored: the answers of this process, and those that
// another one of the same person kept.
func (j gradeJournal) with(own []eval.Grade) ([]eval.Grade, error) {
	kept, err := j.read()
	all := gradeAnswers{list: slices.Clone(own)}
	for _, g := range kept {
		all.set(g)
	}
	return all.list, err
}

// settle takes out answers that stand elsewhere. What another process added since
// they were read stays.
func (j gradeJournal) settle(done []eval.Grade) error {
	if len(done) == 0 {
		return nil
	}
	defer j.lock()()
	kept, err := j.read()
	if err != nil {
		return err
	}
	kept = slices.DeleteFunc(kept, func(g eval.Grade) bool { return slices.Contains(done, g) })
	if len(kept) == 0 {
		err = os.Remove(j.path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	}
	var lines []byte
	for _, g := range kept {
		line, err := json.Marshal(g)
		if err != nil {
			return err
		}
		lines = append(append(lines, line...), '\n')
	}
	return writeFile(j.path, time.Now(), func(out io.Writer) error { //nolint:forbidigo // parts of the disk's own age
		_, err := out.Write(lines)
		return err
	})
}

// lock keeps other processes from writing until unlock is called. Where the file
// system has no locks, it is done without.
func (j gradeJournal) lock() (unlock func()) {
	unlock, err := lockedfile.MutexAt(filepath.Dir(j.path) + ".lock").Lock()
	if err != nil {
		return func() {}
	}
	return unlock
}

// gradeAnswers are the answers of a session, the last for each output.
type gradeAnswers struct{ list []eval.Grade }

func (a *gradeAnswers) find(of eval.Grade) int {
	for i, g := range a.list {
		if g.Case == of.Case && g.Sample == of.Sample {
			return i
		}
	}
	return -1
}

func (a *gradeAnswers) set(g eval.Grade) {
	if i := a.find(g); i >= 0 {
		a.list[i] = g
		return
	}
	a.list = append(a.list, g)
}
