package eval

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"time"
)

// WriteShard writes the file of a shard. Its parts are the runs of all columns,
// in their order, so that the files of all shards tell of the same runs.
func WriteShard(to io.Writer, head ShardHead, parts []ShardPart) error {
	buffered := bufio.NewWriterSize(to, 1<<16)
	w := &shardWriter{to: buffered}
	head.Schema, head.Runs = ShardSchema, len(parts)
	if err := w.put(shardLine{Head: &head}); err != nil {
		return err
	}
	suites := map[string]int{} // by their lines
	for i, part := range parts {
		line, err := encodeShardLine(shardLine{Suite: newShardSuite(part.Run.Column.Suite)})
		if err != nil {
			return err
		}
		n, known := suites[string(line)]
		if !known {
			n = len(suites)
			suites[string(line)] = n
			if err = w.line(line); err != nil {
				return err
			}
		}
		if err = w.part(i, n, part, head.Outputs); err != nil {
			return err
		}
	}
	if err := w.put(shardLine{End: &shardEnd{Lines: w.lines}}); err != nil {
		return err
	}
	return buffered.Flush()
}

type shardWriter struct {
	to    io.Writer
	sum   string
	lines int
}

func (w *shardWriter) part(number, suite int, part ShardPart, outputs bool) error {
	run := part.Run
	one := &ShardRun{
		Suite: suite, Repeat: run.Column.Repeat, NA: run.NA, JudgesKey: run.JudgesKey, Free: run.Column.Target.Free,
		Previous: part.Meta.Previous, Calls: run.Calls, Cached: run.Cached,
	}
	if part.Reused != nil {
		one.Reused = part.Reused.Encode()
	}
	var err error
	if one.Place, err = json.Marshal(part.Place); err != nil {
		return err
	}
	record := part.record()
	one.Record = json.RawMessage(record.Encode())
	if err := w.put(shardLine{Run: one}); err != nil {
		return err
	}
	for i := range run.Results {
		if err := w.put(shardLine{Sample: newShardSample(number, &run.Results[i], outputs)}); err != nil {
			return err
		}
	}
	return nil
}

// record is that of a part, without what samples come to.
func (p ShardPart) record() Record {
	r := NewRecord(&Run{Column: p.Run.Column}, RecordMeta{
		Tool: p.Meta.Tool, Commit: p.Meta.Commit, Includes: p.Meta.Includes, Variant: p.Meta.Variant, PromptKey: p.Meta.PromptKey,
	})
	r.unmeasured()
	return r
}

// unmeasured takes away what samples come to, and what is one shard's own.
func (r *Record) unmeasured() {
	empty := Run{Column: Column{Suite: &Suite{}}}
	r.measured(empty.Sum())
	r.ID, r.Time, r.Previous, r.Cases = "", "", "", nil
}

func newShardSuite(s *Suite) *shardSuite {
	out := &shardSuite{Path: s.Path, Metrics: exacts(metricWeights(s)), Cases: []shardCase{}}
	for _, d := range s.Derived {
		out.Derived = append(out.Derived, shardDerived{d.Name, d.Value, d.Pos.Path, d.Pos.Line, d.Pos.Col})
	}
	judged := map[int]*Case{}
	for i := range s.Cases {
		judged[s.Cases[i].Index] = &s.Cases[i]
	}
	whole := s.Whole
	if whole == nil {
		whole = s.Cases
	}
	for i := range whole {
		c, left := &whole[i], false
		if own := judged[c.Index]; own != nil {
			c = own
		} else {
			left = true
		}
		out.Cases = append(out.Cases, shardCase{
			Key: c.Key, ID: c.ID, Description: c.Description, Row: c.Index, Test: c.Test, Repeat: c.Repeat,
			Asserts: len(c.Asserts), Recorded: c.Output != nil, Left: left,
		})
	}
	return out
}

func (w *shardWriter) put(line shardLine) error {
	raw, err := encodeShardLine(line)
	if err != nil {
		return err
	}
	return w.line(raw)
}

func encodeShardLine(line shardLine) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(line); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

func (w *shardWriter) line(raw []byte) error {
	w.sum = shardSum(w.sum, raw)
	w.lines++
	for _, part := range [][]byte{[]byte(`{"d":`), raw, []byte(`,"sum":"` + w.sum + "\"}\n")} {
		if _, err := w.to.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func shardSum(before string, raw []byte) string {
	h := sha256.New()
	_, _ = io.WriteString(h, before) // a hash takes everything
	_, _ = h.Write(raw)
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// shardTime is RFC 3339 with all digits, so that text sorts as time does.
const shardTime = "2006-01-02T15:04:05.000000000Z"

// ShardTime writes the time of a shard.
func ShardTime(t time.Time) string { return t.UTC().Format(shardTime) }
