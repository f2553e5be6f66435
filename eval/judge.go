package eval

import (
	"context"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// Task is what a provider is asked for.
type Task string

// Tasks. The output of the others than Chat is JSON.
const (
	Chat     Task = ""         // an answer to messages
	Embed    Task = "embed"    // the embedding of the text: a list of numbers
	Classify Task = "classify" // labels of the text with their scores: an object
	Moderate Task = "moderate" // categories that the text violates: a list of names
)

// Judge asks models on behalf of graders. Answers go through the response
// cache, the retries, the rate limits and the budget of the engine.
type Judge interface {
	Ask(ctx context.Context, q JudgeQuestion) (Answer, error)
}

// JudgeQuestion is one question to a model that judges. To tasks other than Chat
// the text of the only message is the input.
type JudgeQuestion struct {
	Judge    ProviderSpec
	Task     Task
	Messages []prompt.Message
	Params   *value.Object
	Vote     int  // from 0: several votes are several samples
	Again    bool // the answer of the cache could not be read: another one is wanted
}
