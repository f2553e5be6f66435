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
	Live       bool   // it is served and follows what happens; otherwise it is a part of a file
	Write      bool   // people may grade
	Token      string // that a form must send as token, "" unless Write
	Simulated  bool   // some score on it is simulated
	Notes      []string
	Running    []Running
}

// Running is an evaluation or a search that is under way in some process.
type Running struct {
	ID      string    `json:"id"`      // tells it from the others, the same until it ends
	Command string    `json:"command"` // eval, bisect, gate ...
	Prompt  string    `json:"prompt"`  // "" for several
	Rev     string    `json:"rev"`     // "" for several and for the working tree
	Done    int       `json:"done"`    // samples
	Total   int       `json:"total"`   // 0 where nobody knows
	Failed  int       `json:"failed"`
	Errors  int       `json:"errors"`
	Started time.Time `json:"started"`
	CostUSD *float64  `json:"cost_usd"` // nil where a price is not known
}
