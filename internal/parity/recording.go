package parity

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
)

// RecordedSeed is the seed of the recording in testdata.
const RecordedSeed = 1

// Recording is what promptfoo said of configurations that a seed gives, by
// their names.
type Recording map[string]Recorded

// Recorded is what promptfoo said of one configuration.
type Recorded struct {
	Sum      string    `json:"sum"` // of the configuration's files, see Sum
	Verdicts []Verdict `json:"verdicts"`
}

// Sum is a hash over the files of a configuration: another one was generated
// since, where it differs.
func (c Config) Sum() string {
	h := sha256.New()
	files := c.Files(nil)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		h.Write(files[name])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Add keeps the verdicts of a configuration.
func (r Recording) Add(c Config, verdicts map[Row]Verdict) {
	kept := Recorded{Sum: c.Sum()}
	for _, row := range Rows(verdicts) {
		v := verdicts[row]
		if v.Error != "" {
			v.Error = "error" // its text says where promptfoo lay
		}
		kept.Verdicts = append(kept.Verdicts, v)
	}
	r[c.Name] = kept
}

// Rows are the verdicts of a configuration by row.
func (k Recorded) Rows(c Config) map[Row]Verdict {
	rows := map[Row]Verdict{}
	for i, v := range k.Verdicts {
		rows[Row{i / len(c.Prompts), i % len(c.Prompts)}] = v
	}
	return rows
}

// Bytes is the recording as JSON, one verdict a line.
func (r Recording) Bytes() []byte {
	var b bytes.Buffer
	b.WriteString("{")
	for i, name := range slices.Sorted(maps.Keys(r)) {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n" + text(name) + `:{"sum":` + text(r[name].Sum) + `,"verdicts":[`)
		for j, v := range r[name].Verdicts {
			if j > 0 {
				b.WriteString(",")
			}
			b.WriteString("\n" + text(v))
		}
		b.WriteString("]}")
	}
	b.WriteString("\n}\n")
	return b.Bytes()
}

// ReadRecording reads what Bytes gives.
func ReadRecording(src []byte) (Recording, error) {
	r := Recording{}
	return r, json.Unmarshal(src, &r)
}
