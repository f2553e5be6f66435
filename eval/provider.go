package eval

import (
	"context"
	"fmt"
	"time"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// Provider turns a rendered prompt into an output: an API, a command, a file.
// It makes one attempt; the engine repeats it. Implementations are safe for
// concurrent use.
type Provider interface {
	Complete(ctx context.Context, req Request) (Answer, error)
}

// Request is one call.
type Request struct {
	Task     Task
	Messages []prompt.Message // rendered
	Rendered string           // the text of a single message, else a chat JSON array
	Model    string           // without the provider's prefix
	Params   *value.Object
	Tools    any
	Schema   any    // output schema
	Sample   int    // from 0
	Seed     string // hash of the job's key, for providers that can be seeded
	Case     string // the case's key, for providers that replay
	CaseID   string // the case's id, "" where none
	Row      int    // the case's index
}

// Answer is what came back.
type Answer struct {
	Output       string
	Model        string // as answered, "" where the provider does not tell
	FinishReason string
	Structured   bool      // Output is the JSON of what is no text, such as tool calls
	Thoughts     string    `json:",omitzero"` // before calls of tools, as [prompt.Message] has them
	Refusal      bool      // the model marked its output as a refusal
	Flagged      *bool     // what a guardrail of the provider says, nil where it says nothing
	LogProbs     []float64 // natural logarithms of the probabilities of the tokens, nil where they were not asked for
	Tokens       Tokens
	Cost         *float64 // US dollars; nil means unknown
	Latency      time.Duration
	FirstToken   time.Duration // until the first part of a streamed output came, 0 where it was not streamed
	Cached       bool

	Origin Origin `json:",omitzero"` // of what is kept
}

// empty says that no answer came.
func (a *Answer) empty() bool {
	return a.Output == "" && a.Model == "" && a.FinishReason == "" && a.Tokens == Tokens{} && a.Cost == nil && a.Latency == 0
}

// Tokens is the usage that the provider reported.
type Tokens struct {
	Prompt     int `json:"prompt"`
	Completion int `json:"completion"`
	Total      int `json:"total"`
	Cached     int `json:"cached,omitzero"`    // of Prompt, what the server had in a cache of its own
	Reasoning  int `json:"reasoning,omitzero"` // of Completion, what was thought and not said
}

// CallError is a failed call. The engine tries again where Retry is set, after
// After when the server asked for a pause.
type CallError struct {
	Retry  bool
	After  time.Duration
	Status int    // HTTP status, 0 where there was none
	Fatal  bool   // every call to this target fails alike: no key, nobody listens, no such model
	Sent   bool   // the request went out and no refusal came back, so that it may have been billed
	Hint   string // what to type or look at next, "" for nothing
	Err    error
}

// Error gives the cause, with the HTTP status where there is one.
func (e *CallError) Error() string {
	if e.Status != 0 {
		return fmt.Sprintf("HTTP %d: %v", e.Status, e.Err)
	}
	return e.Err.Error()
}

// Unwrap gives the cause.
func (e *CallError) Unwrap() error { return e.Err }

// Target is an endpoint and a model, ready to be called.
type Target struct {
	Provider  string // as asked: "openai", "exec:./model.sh", a name of the configuration
	Model     string // as asked, "" for providers without models
	Endpoint  string // what else decides the answer (base URL, argv and file hashes): part of a job's key
	Caller    Provider
	Simulated bool     // the output is no model's: scores are marked
	Free      bool     // costs nothing and never changes: no max_age, no re-run, no cache (echo, replay, demo)
	Price     *Price   // nil means unknown
	MaxOutput int      // tokens of output that it asks for where the parameters set no bound, 0 for none
	Runs      []string // what asks for trust: "exec ./model.sh", "POST http://host/path"; empty for nothing
	Limits    Limits
	Chain     string // identity of the other prompts of a chain and of who answers them, "" for none: see [Suite.ChainKey]
}

// Limits bound the calls of an endpoint, all processes of a user together only
// where each is given its share (see [Engine.Share]). Zero is no limit.
type Limits struct {
	Concurrency       int     // calls at once
	RequestsPerMinute float64 // calls that begin
	TokensPerMinute   float64 // tokens of input and output
}

// Price is what a model costs in US dollars per million tokens.
type Price struct {
	Input, Output float64
	Cached        *float64 // input that the server had in its cache; nil where that costs what other input does
}

// Cost is the price of a call with this usage.
func (p Price) Cost(t Tokens) float64 {
	cached := float64(min(t.Cached, t.Prompt))
	rate := p.Input
	if p.Cached != nil {
		rate = *p.Cached
	}
	return ((float64(t.Prompt)-cached)*p.Input + cached*rate + float64(t.Completion)*p.Output) / 1e6
}
