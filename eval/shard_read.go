package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/formula"
)

// maxShardLine bounds a line, in bytes: one holds one output, or the cases of a
// suite.
const maxShardLine = 256 << 20

// ShardFile is the file of a shard, read.
type ShardFile struct {
	Name string // as the user gave it
	Head ShardHead
	Runs []ShardRun
	Kept bool // it is a copy of what was merged before

	suites  []*readSuite
	samples []shardSample
	lines   []int  // of the runs
	judged  int    // samples that are not errors
	sum     string // of all
}

// Line is where a run stands.
func (f *ShardFile) Line(run int) int { return f.lines[run] }

// readSuite is a suite of a file, or of several.
type readSuite struct {
	shardSuite
	sum  string // of its line
	rows map[int]*shardCase
}

// ShardReader reads the files of a run. Every one of them lists all cases, so it
// keeps one list for them.
type ShardReader struct{ suites map[string]*readSuite }

// Read reads the file of a shard to its end. Of one that is damaged nothing is
// taken: the error is a diag.Errors with the line.
func (all *ShardReader) Read(name string, from io.Reader) (*ShardFile, error) {
	if all.suites == nil {
		all.suites = map[string]*readSuite{}
	}
	r := &shardReader{ShardFile: ShardFile{Name: name}, all: all, from: bufio.NewReaderSize(from, 1<<16), seen: map[[3]int]bool{}}
	for !r.ended {
		if err := r.next(); err != nil {
			return nil, err
		}
	}
	return &r.ShardFile, nil
}

type shardReader struct {
	ShardFile
	all   *ShardReader
	from  *bufio.Reader
	line  int
	ended bool
	seen  map[[3]int]bool // run, row and number of samples
}

const shardHint = "run this shard again, or copy its file again"

func (r *shardReader) wrong(hint, format string, args ...any) error {
	return diag.Errors{{Pos: diag.Pos{Path: r.Name, Line: r.line}, Message: fmt.Sprintf(format, args...), Hint: hint}}
}

func (r *shardReader) next() error {
	r.line++
	raw, err := r.readLine()
	switch {
	case errors.Is(err, errLongLine):
		return r.wrong(shardHint, "a line longer than %d MiB", maxShardLine>>20)
	case errors.Is(err, io.EOF) && r.line == 1 && len(raw) == 0:
		return r.wrong(shardHint, "the file is empty")
	case errors.Is(err, io.EOF):
		return r.wrong(shardHint, "the file is cut short")
	case err != nil:
		return fmt.Errorf("read %s: %w", r.Name, err)
	}
	var outer struct {
		D   json.RawMessage `json:"d"`
		Sum string          `json:"sum"`
	}
	if err := json.Unmarshal(raw, &outer); err != nil || outer.D == nil {
		if r.line == 1 {
			return r.wrong("promptgit eval REV --shard I/N writes such files", "this is no file of a shard")
		}
		return r.wrong(shardHint, "the line is damaged")
	}
	if r.sum = shardSum(r.sum, outer.D); r.sum != outer.Sum {
		return r.wrong(shardHint, "the line is damaged, or lines before it are missing: its checksum does not match")
	}
	var line shardLine
	ofSuite := ""
	if r.line > 1 && bytes.HasPrefix(outer.D, []byte(`{"suite":`)) {
		ofSuite = shardSum("", outer.D)
		if known := r.all.suites[ofSuite]; known != nil {
			r.suites = append(r.suites, known)
			return nil
		}
	}
	if err := json.Unmarshal(outer.D, &line); err != nil {
		return r.wrong(shardHint, "the line cannot be read: %v", err)
	}
	if (line.Head != nil) != (r.line == 1) {
		return r.wrong(shardHint, "the head is not the first line")
	}
	if line.Suite != nil && ofSuite == "" {
		return r.wrong(shardHint, "the line cannot be read: what it is does not stand first")
	}
	return r.take(&line, ofSuite)
}

func (r *shardReader) take(line *shardLine, ofSuite string) error {
	switch {
	case line.Head != nil:
		r.Head = *line.Head
		if r.Head.Schema != ShardSchema {
			return r.wrong("use the version of promptgit that wrote it", "its format is %q, and this program reads %s", r.Head.Schema, ShardSchema)
		}
		if r.Head.Shard < 1 || r.Head.Shard > r.Head.Of || r.Head.Of > maxShards {
			return r.wrong(shardHint, "there is no shard %d of %d", r.Head.Shard, r.Head.Of)
		}
		if _, err := time.Parse(shardTime, r.Head.Time); err != nil {
			return r.wrong(shardHint, "its time %q is none", r.Head.Time)
		}
	case line.Suite != nil:
		rows := make(map[int]*shardCase, len(line.Suite.Cases))
		for i := range line.Suite.Cases {
			rows[line.Suite.Cases[i].Row] = &line.Suite.Cases[i]
		}
		one := &readSuite{*line.Suite, ofSuite, rows}
		r.all.suites[ofSuite] = one
		r.suites = append(r.suites, one)
	case line.Run != nil:
		if line.Run.Suite < 0 || line.Run.Suite >= len(r.suites) {
			return r.wrong(shardHint, "a run of an unknown suite")
		}
		if _, err := DecodeRecord(string(line.Run.Record)); err != nil {
			return r.wrong(shardHint, "its record cannot be read: %v", err)
		}
		if line.Run.Calls < 0 || line.Run.Cached < 0 {
			return r.wrong(shardHint, "a run with less than no calls")
		}
		r.Runs, r.lines = append(r.Runs, *line.Run), append(r.lines, r.line)
	case line.Sample != nil:
		return r.sample(line.Sample)
	case line.End != nil:
		if line.End.Lines != r.line-1 || len(r.Runs) != r.Head.Runs {
			return r.wrong(shardHint, "the file does not hold as many lines as it says")
		}
		if _, err := r.from.Peek(1); err == nil {
			r.line++
			return r.wrong(shardHint, "the file goes on after its end")
		}
		r.ended = true
	default:
		return r.wrong("use the version of promptgit that wrote it", "the line says nothing that this program knows")
	}
	return nil
}

func (r *shardReader) sample(s *shardSample) error {
	if s.Run < 0 || s.Run >= len(r.Runs) {
		return r.wrong(shardHint, "a sample of an unknown run")
	}
	run := &r.Runs[s.Run]
	c, at := r.suites[run.Suite].rows[s.Row], [3]int{s.Run, s.Row, s.Sample}
	if c == nil || c.Left || s.Sample < 0 || s.Sample >= samples(Column{Repeat: run.Repeat}, &Case{Repeat: c.Repeat}) || r.seen[at] {
		return r.wrong(shardHint, "a sample that its run does not ask for")
	}
	if s.spent() < 0 {
		return r.wrong(shardHint, "a sample that took less than nothing: tokens, a cost or a time below zero")
	}
	r.seen[at] = true
	if s.Error == "" && !s.Interrupted {
		r.judged++
	}
	r.samples = append(r.samples, *s)
	return nil
}

var errLongLine = errors.New("long line")

// readLine reads a line without its end, which it must have.
func (r *shardReader) readLine() ([]byte, error) {
	var all []byte
	for {
		part, err := r.from.ReadSlice('\n')
		all = append(all, part...)
		if len(all) > maxShardLine {
			return nil, errLongLine
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSuffix(all, []byte("\n")), err
		}
	}
}

// suite makes the part of a suite that a record needs.
func (s *shardSuite) suite() *Suite {
	out := &Suite{Path: s.Path, Metrics: map[string]Metric{}}
	for name, weight := range s.Metrics {
		out.Metrics[name] = Metric{float64(weight)}
	}
	for _, d := range s.Derived {
		one := Derived{Name: d.Name, Value: d.Value, Pos: diag.Pos{Path: d.Path, Line: d.Line, Col: d.Col}}
		one.Formula, _ = formula.Parse(d.Value) // one that cannot be read stays 0, as where it was judged
		out.Derived = append(out.Derived, one)
	}
	for _, one := range s.Cases {
		c := Case{
			Key: one.Key, ID: one.ID, Description: one.Description, Index: one.Row, Test: one.Test, Repeat: one.Repeat,
			Asserts: make([]Assertion, max(0, min(one.Asserts, 1))), // only whether there are any is asked
		}
		if one.Recorded {
			c.Output = new(string)
		}
		out.Whole = append(out.Whole, c)
		if !one.Left {
			out.Cases = append(out.Cases, c)
		}
	}
	return out
}
