package eval

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// maxShards bounds the number of parts of a run.
const maxShards = 100_000

// Shard is one of several parts of a run, each of which judges some cases of
// every column. The zero value is the whole run.
type Shard struct {
	Number int // from 1
	Of     int
}

// ParseShard reads "I/N".
func ParseShard(text string) (Shard, error) {
	number, of, _ := strings.Cut(text, "/")
	i, err := strconv.Atoi(number)
	n, err2 := strconv.Atoi(of)
	if err != nil || err2 != nil || i < 1 || i > n || n > maxShards {
		return Shard{}, fmt.Errorf("%q is no shard: write I/N, with I from 1 to N and N up to %d", text, maxShards)
	}
	return Shard{i, n}, nil
}

// String gives "I/N".
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Number, s.Of) }

// Divide leaves to each column the cases of this shard. Which those are is a
// matter of a case's key alone, so that cases that are added move no others. What
// needs each other stays together: equal cases, the suite of cases that hand on
// their outputs, the turns of a conversation, and the outputs of several columns
// that are compared.
func (s Shard) Divide(cols []Column) {
	if s.Of == 0 {
		return
	}
	var rivals []*Column
	for i := range cols {
		if cols[i].Competes {
			rivals = append(rivals, &cols[i])
		} else {
			s.divide([]*Column{&cols[i]})
		}
	}
	s.divide(rivals)
}

// divide divides columns whose cases are judged together.
func (s Shard) divide(cols []*Column) {
	chained, talks := false, false
	keys := map[int]string{} // by row: code can make the key of a row differ from one column to the next
	for _, col := range cols {
		chained = chained || col.Suite.Chained()
		talks = talks || Talks(col.Prompt)
		for i := range col.Suite.Cases {
			if c := &col.Suite.Cases[i]; keys[c.Index] == "" {
				keys[c.Index] = c.Key
			}
		}
	}
	for _, col := range cols {
		path := col.Suite.Path
		switch {
		case chained:
			own := s.owns("suite " + path)
			col.Own = func(*Case) bool { return own }
		case talks:
			col.Own = func(c *Case) bool {
				id, _ := c.Metadata.Get("conversationId")
				return s.owns(fmt.Sprintf("conversation %s of %s", value.Canonical(id), path))
			}
		default:
			col.Own = func(c *Case) bool {
				key, _, _ := strings.Cut(keys[c.Index], "#") // equal cases ask the same
				return s.owns(key)
			}
		}
	}
}

// NA lists the rows of the cases that do not apply.
func (col Column) NA() []int {
	var rows []int
	for i := range col.Suite.Cases {
		if c := &col.Suite.Cases[i]; col.Applies != nil && !col.Applies(c) {
			rows = append(rows, c.Index)
		}
	}
	return rows
}

func (s Shard) owns(key string) bool {
	sum := sha256.Sum256([]byte(key))
	return binary.BigEndian.Uint64(sum[:8])%uint64(s.Of) == uint64(s.Number-1) //nolint:gosec // both are positive
}

// Alone is the run as if its suite held the cases of its shard and no others.
func (run *Run) Alone() *Run {
	own := run.Column.Own
	if own == nil {
		return run
	}
	alone, suite := *run, *run.Column.Suite
	suite.Cases, alone.NA = nil, nil
	if suite.Whole == nil {
		suite.Whole = run.Column.Suite.Cases
	}
	na := map[int]bool{}
	for _, row := range run.NA {
		na[row] = true
	}
	for _, c := range run.Column.Suite.Cases {
		if !own(&c) {
			continue
		}
		suite.Cases = append(suite.Cases, c)
		if na[c.Index] {
			alone.NA = append(alone.NA, c.Index)
		}
	}
	alone.Column.Suite, alone.Column.Own = &suite, nil
	return &alone
}
