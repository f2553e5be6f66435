package eval

import (
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// Suite says how a prompt is judged. Cases are resolved: default test merged,
// vars and scenarios expanded, in row order.
type Suite struct {
	Path        string
	Description string
	Cases       []Case
	Whole       []Case            // all cases of the file, where Cases are some of them; else nil
	Metrics     map[string]Metric // suite-level weights for the quality score, nil for none
	Repeat      int               // samples per case that the file asks for, 0 for none
	Jobs        int               // calls at once that it asks for, 0 for none
	NoCache     bool              // it asks for answers that are not from the cache
	Prompts     []InlinePrompt    // a promptfoo configuration's own prompts
	Providers   []ProviderSpec    // and providers; both are used only when it is run as it stands
	OwnErr      error             // diag.Errors: why those prompts and providers cannot be run, nil if they can
	Env         map[string]string // the file's env block
	Scripts     []Script          // everything that it runs and that needs trust
	Derived     []Derived         // metrics computed from the others of a run
	Filters     map[string]Script // filters of prompts by name
	Steps       []Step            // the prompts that are asked one after the other, nil for the judged one alone
	Unmade      []string          // code whose tests are left out, because it may not run yet: its path, and a hash of what decides them
	Warnings    []diag.Diagnostic
}

// Metric is the weight of one dimension in the quality score.
type Metric struct {
	Weight float64
}

// InlinePrompt is one prompt of a promptfoo configuration.
type InlinePrompt struct {
	ID    string // as given, "" where none
	Label string
	Raw   string  // template text
	Path  string  // file it came from, "" when written in place
	Place int     // in the list, from 0, of one that is written in place
	Code  *Script // makes the prompt, nil for none
}

// ProviderSpec is one provider of a promptfoo configuration.
type ProviderSpec struct {
	ID      string // such as "echo" or "openai:chat:gpt-4.1-mini"
	Label   string
	Config  *value.Object
	Prompts []string // labels of the prompts it is asked, nil for all
	Pos     diag.Pos

	Env       map[string]string // of a judge: the env block of the suite that names it, which may name its server
	Transform *Script           // changes its outputs, nil for none
}

// Case is one resolved entry of a suite: vars and assertions.
type Case struct {
	Index       int    // row number after expansion, from 0, unique in a suite
	Test        int    // number of the entry that it was expanded from, from 0
	ID          string // as given, "" where none
	Key         string // 8 hex digits of the hash of vars, assertions and threshold; "#2" for a duplicate
	Description string
	Tags        []string
	Split       string // "" or "holdout"
	Cluster     string // what it has in common with other cases, such as their document; "" for none, and no part of the key
	Vars        *value.Object
	Turns       []prompt.Message // what is said after the messages of the prompt; texts and addresses are templates
	Asserts     []Assertion
	Threshold   *float64
	Repeat      int // samples for this case, 0 for the run's number
	Options     *value.Object
	Metadata    *value.Object
	Output      *string // recorded output to grade instead of calling (providerOutput)
	Structured  bool    // Output is the JSON of what is no text
	Code        CaseCode
	Prompts     []string // labels or ids of the prompts it is for, nil for all
	Label       *Label   // what a person says of the recorded output, nil for nothing; no part of the key
	Providers   []string // and providers; both matter only to a promptfoo configuration run as it stands
	Pos         diag.Pos
}

// Name is how a case is shown: its id, or "Row N" counted from 1.
func (c *Case) Name() string {
	if c.ID != "" {
		return c.ID
	}
	return rowName(c.Index)
}

// Assertion is one check of one output.
type Assertion struct {
	Type      string // without "not-"
	Not       bool
	Value     any  // unrendered; nil where none was given
	Null      bool // the value was given as null, which "equals" tells from no value
	Threshold *float64
	Weight    float64 // 1 by default
	Metric    string
	Config    *value.Object
	Script    *Script       // the value where it is a file of code or a command
	Transform *Script       // changes the output for this assertion alone
	Context   *Script       // gives the context of types that ask a model, from the output
	Judge     *ProviderSpec // the model that judges, for types that ask one
	Embedder  *ProviderSpec // the model that embeds, for types that ask both
	Rubric    string        // the judge's prompt in place of the type's own: a template, or JSON of several
	Votes     int           // how often the judge is asked, 0 for once
	Protocol  string        // identity of the type's own prompts and of how replies are read, "" where no model is asked
	Label     *Label        // what a person says of the case's recorded output, nil for nothing
	Step      string        // the step whose output it checks, "" for the last
	Failure   string        // what kind of failure it is when it fails, "" for none
	Set       []Assertion   // members, for the type "assert-set"
	Pos       diag.Pos
}

// FullType is the type as written, with its "not-".
func (a Assertion) FullType() string {
	if a.Not {
		return "not-" + a.Type
	}
	return a.Type
}
