package cmd

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

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
	f, err := os.OpenFile(j.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// remove takes the file away once its answers stand elsewhere.
func (j gradeJournal) remove() error {
	err := os.Remove(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
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
