package page

import "time"

// Overview lists the prompts of a repository.
type Overview struct {
	Frame
	Prompts []PromptCard
}

// PromptCard is a prompt on the overview.
type PromptCard struct {
	Path       string
	Suite      string
	Iterations int // of its history
	Judged     int // of these with a record
	Trend      []Point
	Latest     *Iteration // the newest with a record, nil for none
	Newest     *Iteration
	Deleted    bool // HEAD does not have it
}

// Point is an iteration on a chart, oldest first in a list.
type Point struct {
	Rev      string
	Label    string // what changed, for a reader of the chart
	Score    *float64
	Interval *[2]float64 // 95 %
	Verdict  string
	Break    bool // it cannot be compared with the point before it
	Time     time.Time
	Labels   []string // tags and releases that stand here
}
