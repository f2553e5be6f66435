package eval

import "encoding/json"

// ShardSchema names the format of the file that a shard writes: JSON lines, each
// {"d": data, "sum": "16 hex digits"}, where data has one field that says what it
// is: first head, then suites, each suite before the runs that use it, each run
// before its samples, and end. A sum is the start of the SHA-256 of the sum before
// it and of the bytes of its data, so that no line can be changed, lost or moved
// without it showing there.
const ShardSchema = "promptgit.shard/v1"

// shardLine is the data of a line: exactly one field is set.
type shardLine struct {
	Head   *ShardHead   `json:"head,omitempty"`
	Suite  *shardSuite  `json:"suite,omitempty"`
	Run    *ShardRun    `json:"run,omitempty"`
	Sample *shardSample `json:"sample,omitempty"`
	End    *shardEnd    `json:"end,omitempty"`
}

// shardEnd is the last line: without it the file is cut short.
type shardEnd struct {
	Lines int `json:"lines"` // before it
}

// ShardHead says what the file is a part of. All but Shard, Time and Outputs is
// the same in all files of a run.
type ShardHead struct {
	Schema   string   `json:"schema"`
	Tool     string   `json:"tool"` // "promptgit/VERSION"
	Shard    int      `json:"shard"`
	Of       int      `json:"of"`
	Time     string   `json:"t"`       // RFC 3339 with fractions, UTC: when it was finished
	Outputs  bool     `json:"outputs"` // rendered prompts, outputs, vars and reasons are in it
	Runs     int      `json:"runs"`
	MinScore *float64 `json:"min_score"`                 // the bound of the newest version, null for none
	Flags    []string `json:"flags,omitempty"`           // those that choose cases
	LeftOut  int      `json:"left_out,omitempty"`        // exit code for a version that could not be asked at all, 0 for none
	Newest   bool     `json:"newest_left_out,omitempty"` // it is the newest one
}

// shardSuite is what a record needs of a suite.
type shardSuite struct {
	Path    string           `json:"path"`
	Metrics map[string]exact `json:"metrics,omitempty"` // weights
	Derived []shardDerived   `json:"derived,omitempty"`
	Cases   []shardCase      `json:"cases"` // of all shards, and those that none is to judge
}

type shardDerived struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Path  string `json:"path"`
	Line  int    `json:"line"`
	Col   int    `json:"col"`
}

type shardCase struct {
	Key         string `json:"k"`
	ID          string `json:"id,omitempty"`
	Description string `json:"d,omitempty"`
	Row         int    `json:"i"`
	Test        int    `json:"t"`
	Repeat      int    `json:"r,omitempty"`
	Asserts     int    `json:"a,omitempty"` // how many
	Recorded    bool   `json:"o,omitempty"` // its output stands in the suite
	Left        bool   `json:"x,omitempty"` // not among those to be judged
}

// ShardRun is one run of which the file holds a part.
type ShardRun struct {
	Record    json.RawMessage `json:"record"`   // without id, time and previous, and without what samples come to
	Previous  string          `json:"previous"` // as RecordMeta has it; a shallow clone may not know it
	Suite     int             `json:"suite"`    // of those in the file, from 0
	Repeat    int             `json:"repeat"`
	NA        []int           `json:"na,omitempty"` // rows
	JudgesKey string          `json:"judges_key,omitempty"`
	Free      bool            `json:"free,omitempty"` // see Target
	Place     json.RawMessage `json:"place"`          // what the caller needs to publish it
	Calls     int             `json:"calls,omitempty"`
	Cached    int             `json:"cached,omitempty"`
	Reused    string          `json:"reused,omitempty"` // line of a complete record that answers it: nothing was judged
}

// ShardPart is one run as a shard leaves it.
type ShardPart struct {
	Run    *Run // judged by a divided column; without results where a record is used again
	Meta   RecordMeta
	Place  any // see ShardRun
	Reused *Record
}
