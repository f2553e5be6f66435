package eval

import (
	"bytes"
	"maps"
	"slices"
	"strconv"

	"github.com/promptgit/promptgit/internal/value"
)

// Encode writes the record as one line of compact ASCII JSON with sorted keys,
// without a newline. Equal records give equal lines.
func (r Record) Encode() string {
	cases := r.Cases
	if cases == nil || !slices.ContainsFunc(cases, CaseRecord.infinite) {
		r.Cases = nil
	}
	line := value.Canonical(r)
	before, after, found := bytes.Cut(line, []byte(`"cases":null`)) // a text would have escaped its quotes
	if !found || cases == nil {
		return string(line)
	}
	const each = 100 // bytes of most cases
	b := make([]byte, 0, len(line)+each*len(cases))
	b = append(append(b, before...), `"cases":[`...)
	for i := range cases {
		if i > 0 {
			b = append(b, ',')
		}
		b = cases[i].append(b)
	}
	return string(append(append(b, ']'), after...))
}

// infinite says that a number of the case has no JSON.
func (c CaseRecord) infinite() bool {
	bad := c.Score != nil && !finite(*c.Score) || c.CostUSD != nil && !finite(*c.CostUSD)
	for _, x := range c.Metrics {
		bad = bad || !finite(x)
	}
	return bad
}

// append writes the case as value.Canonical would, which takes ten times as long:
// a record of many cases is written after an interrupt, while somebody waits.
func (c *CaseRecord) append(b []byte) []byte {
	b = append(b, '{')
	if c.CostUSD != nil {
		b = append(append(append(b, `"c":`...), value.Number(*c.CostUSD)...), ',')
	}
	if c.Errors != 0 {
		b = append(strconv.AppendInt(append(b, `"e":`...), int64(c.Errors), 10), ',')
	}
	if len(c.Failures) > 0 {
		b = append(appendMap(append(b, `"f":`...), c.Failures), ',')
	}
	if c.Cluster != "" {
		b = append(value.AppendCanonical(append(b, `"g":`...), c.Cluster), ',')
	}
	b = strconv.AppendInt(append(b, `"i":`...), int64(c.Index), 10)
	if c.ID != "" {
		b = value.AppendCanonical(append(b, `,"id":`...), c.ID)
	}
	b = value.AppendCanonical(append(b, `,"k":`...), c.Key)
	if c.LatencyMS != 0 {
		b = strconv.AppendInt(append(b, `,"l":`...), c.LatencyMS, 10)
	}
	if len(c.Metrics) > 0 {
		b = appendMap(append(b, `,"m":`...), c.Metrics)
	}
	b = strconv.AppendInt(append(b, `,"n":`...), int64(c.Samples), 10)
	if c.NA {
		b = append(b, `,"na":true`...)
	}
	b = strconv.AppendInt(append(b, `,"p":`...), int64(c.Passes), 10)
	b = append(b, `,"s":`...)
	if c.Score == nil {
		b = append(b, "null"...)
	} else {
		b = append(b, value.Number(*c.Score)...)
	}
	if c.Tokens != 0 {
		b = strconv.AppendInt(append(b, `,"t":`...), int64(c.Tokens), 10)
	}
	return append(b, '}')
}

func appendMap[T any](b []byte, m map[string]T) []byte {
	b = append(b, '{')
	for i, name := range slices.Sorted(maps.Keys(m)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(value.AppendCanonical(b, name), ':')
		b = value.AppendCanonical(b, m[name])
	}
	return append(b, '}')
}
