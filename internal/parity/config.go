package parity

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
)

// Config is one promptfoo configuration: tests that each become one row for
// each of its columns.
type Config struct {
	Name    string
	Prompts []string // a column each
	Tests   []Test
	Header  []string // of the table that holds the tests, nil where they stand in the configuration
	Default object   // its defaultTest, nil for none
}

// Test is one test: an object, or the cells of a table.
type Test struct {
	Object object
	Cells  []string
	Types  []string // of its assertions, as written; of a set, of its members too
}

// object is a JSON object, which is written with sorted keys.
type object = map[string]any

// Files are the configuration and what it refers to, by name, without the tests
// to leave out. Every test of a configuration has a line of its own.
func (c Config) Files(leaveOut map[int]bool) map[string][]byte {
	files := map[string][]byte{}
	var b bytes.Buffer
	b.WriteString(`{"prompts":` + text(c.Prompts) + `,"providers":["echo"],`)
	if c.Default != nil {
		b.WriteString(`"defaultTest":` + text(c.Default) + `,`)
	}
	if c.Header != nil {
		table := c.Name + ".csv"
		files[table] = c.table(leaveOut)
		b.WriteString(`"tests":"file://` + table + `"}`)
	} else {
		var lines []string
		for i, t := range c.Tests {
			if !leaveOut[i] {
				lines = append(lines, text(t.Object))
			}
		}
		b.WriteString("\"tests\":[\n" + strings.Join(lines, ",\n") + "\n]}")
	}
	b.WriteByte('\n')
	files[c.File()] = b.Bytes()
	return files
}

// File is the name of the configuration itself.
func (c Config) File() string { return c.Name + ".json" }

func (c Config) table(leaveOut map[int]bool) []byte {
	var b bytes.Buffer
	b.WriteString(record(c.Header))
	for i, t := range c.Tests {
		if !leaveOut[i] {
			b.WriteString(record(t.Cells))
		}
	}
	return b.Bytes()
}

// At is the number of the test that a line of a file belongs to, without those
// left out, or -1.
func (c Config) At(file string, line int, leaveOut map[int]bool) int {
	next := 2 // the first line is no test
	if file != c.File() {
		next = 1 + strings.Count(record(c.Header), "\n")
	} else if c.Header != nil {
		return -1
	}
	for i, t := range c.Tests {
		if leaveOut[i] {
			continue
		}
		first := next
		next++
		if t.Cells != nil {
			next = first + strings.Count(record(t.Cells), "\n")
		}
		if line >= first && line < next {
			return i
		}
	}
	return -1
}

// record is one line of a table, or more where cells have line ends.
func record(cells []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write(cells) // into memory
	w.Flush()
	return b.String()
}

// text is the JSON of a value on one line, with the characters as they are.
func text(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err) // generators make nothing else than JSON
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// String is the test as it is written.
func (t Test) String() string {
	if t.Cells != nil {
		return strings.TrimSuffix(record(t.Cells), "\n")
	}
	return text(t.Object)
}
