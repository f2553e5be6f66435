package page

import "time"

// Frame is what stands around every page.
type Frame struct {
	Title      string
	Repository string    // its name
	Head       string    // full id of the commit that was looked at, "" in a repository without commits
	Tool       string    // "promptgit/VERSION"
	Made       time.Time // when the page was made
	Query      Query
	Live       bool // it is served and follows what happens; otherwise it is a part of a file
	Write      bool // people may grade
	Simulated  bool // some score on it is simulated
	Notes      []string
	Running    []Running
}

// Running is an evaluation or a search that is under way in some process.
type Running struct {
	Command                     string // eval, bisect, gate ...
	Prompt                      string
	Rev                         string
	Done, Total, Failed, Errors int // samples
	Started                     time.Time
	CostUSD                     *float64
}
