package cmd

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/promptgit/promptgit/eval"
)

const (
	storeAfter = 30 * time.Second // without another grade
	mostSheets = 50               // that are kept in memory
)

// pageGrading is what people grade on pages.
type pageGrading struct {
	mu     sync.Mutex
	secret []byte // of tickets
	sheets map[string]*pageSheet
	recent []string // keys of sheets, the one that was used last at the end
	later  *time.Timer
	over   bool
}

// pageSheet is what one person grades of one record.
type pageSheet struct {
	w       *workspace
	of      *gradeSheet
	path    string // the newest of the prompt
	by      string // "" where nobody said
	mark    [sha256.Size]byte
	journal gradeJournal
	answers gradeAnswers // that are kept and not stored yet
	trail   []eval.Grade // outputs in the order in which they were graded, each once
}

// ticket stands for an item, as long as this process runs, and tells nothing of it.
func (g *pageGrading) ticket(s *pageSheet, at int) string {
	if g.secret == nil {
		g.secret = make([]byte, 32)
		_, _ = rand.Read(g.secret) // never fails
	}
	of := s.of.items[at].of
	mac := hmac.New(sha256.New, g.secret)
	for _, part := range []string{s.of.record.ID, s.of.against, of.Case, strconv.Itoa(of.Sample)} {
		fmt.Fprintf(mac, "%d %s", len(part), part)
	}
	return hex.EncodeToString(mac.Sum(nil)[:12])
}

// find gives the item of a ticket, -1 for none.
func (g *pageGrading) find(s *pageSheet, ticket string) int {
	for i := range s.of.items {
		if g.ticket(s, i) == ticket {
			return i
		}
	}
	return -1
}

// keep keeps a sheet, and lets go of the one that was used least of late: what was
// graded of it is on the disk.
func (g *pageGrading) keep(key string, s *pageSheet) {
	if g.sheets == nil {
		g.sheets = map[string]*pageSheet{}
	}
	g.recent = append(slices.DeleteFunc(g.recent, func(k string) bool { return k == key }), key)
	for i := 0; len(g.recent) > mostSheets && i < len(g.recent); {
		if old := g.sheets[g.recent[i]]; len(old.answers.list) > 0 {
			i++ // it waits to be stored
			continue
		}
		delete(g.sheets, g.recent[i])
		g.recent = slices.Delete(g.recent, i, i+1)
	}
	g.sheets[key] = s
}

// stored is what the person said before, as the notes have it.
func (s *pageSheet) stored() *gradeAnswers {
	return &gradeAnswers{list: eval.Standing(s.of.gradings, s.by, s.of.record.ID, s.of.against)}
}

// todo lists the items that the person has not graded.
func (s *pageSheet) todo() []int {
	done := s.stored()
	var list []int
	for i, item := range s.of.items {
		if s.answers.find(item.of) < 0 && done.find(item.of) < 0 {
			list = append(list, i)
		}
	}
	return list
}

// passed notes that an item was graded just now.
func (s *pageSheet) passed(at int) {
	of := s.of.items[at].of
	s.trail = append(slices.DeleteFunc(s.trail, func(g eval.Grade) bool { return g == of }), of)
}

// before gives the item that was graded before another one, -1 for none.
func (s *pageSheet) before(at int) int {
	n := len(s.trail)
	if at >= 0 {
		if i := slices.Index(s.trail, s.of.items[at].of); i >= 0 {
			n = i
		}
	}
	if n == 0 {
		return -1
	}
	return slices.IndexFunc(s.of.items, func(item gradeItem) bool { return item.of == s.trail[n-1] })
}

// said is a grade as a person gives it.
func (s *pageSheet) said(at int, g eval.Grade) string {
	if s.of.against == "" {
		return fmt.Sprintf("%.3g", 10*g.Score) + inBrackets(g.Failure)
	}
	return map[string]string{"1": "output 1", "2": "output 2", "=": "neither"}[s.of.items[at].choice(g.Score)]
}

// failures are the types of failure to choose from.
func (s *pageSheet) failures() []string {
	list := slices.AppendSeq(slices.Clone(s.of.record.FailureTypes), maps.Keys(s.of.record.Failures()))
	for _, g := range append(s.stored().list, s.answers.list...) {
		if g.Failure != "" {
			list = append(list, g.Failure)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// storeGrades writes what is kept of a sheet as one line of the notes.
func (p *pages) storeGrades(ctx context.Context, s *pageSheet) error {
	if len(s.answers.list) == 0 {
		return nil
	}
	s.mark = [sha256.Size]byte{} // it is read anew
	err := s.w.storeGrades(ctx, s.of, s.by, s.journal, s.answers.list)
	if stored(err) {
		s.answers.list = nil
	}
	return err
}

// storeLater stores what is kept when nobody has graded for a while.
func (p *pages) storeLater() {
	g := &p.grading
	if g.later != nil {
		g.later.Stop()
	}
	g.later = time.AfterFunc(storeAfter, func() {
		if err := p.storeAll(context.Background()); err != nil {
			p.warn("grades wait to be stored: " + err.Error())
		}
	})
}

func (p *pages) storeAll(ctx context.Context) error {
	g := &p.grading
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.over {
		return nil
	}
	var err error
	for _, key := range slices.Sorted(maps.Keys(g.sheets)) {
		err = errors.Join(err, p.storeGrades(ctx, g.sheets[key]))
	}
	return err
}

// finishGrading stores what is kept, at the end.
func (p *pages) finishGrading(ctx context.Context) error {
	err := p.storeAll(ctx)
	g := &p.grading
	g.mu.Lock()
	defer g.mu.Unlock()
	g.over = true
	if g.later != nil {
		g.later.Stop()
	}
	return err
}
