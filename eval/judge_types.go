package eval

import "strings"

// JudgeType is what the parser of a suite must know of an assertion type that
// asks models.
type JudgeType struct {
	Tasks    []Task // what it asks for; the first is what [Assertion.Judge] does
	Protocol string // identity of its prompts and of how replies are read: part of the keys of its cases
	Context  bool   // it judges by a context, which code may take from the output
	Options  string // the option of a test that goes into its config, "" for none
	// Check says what of an assertion cannot be judged, nil for nothing: message
	// and hint.
	Check func(a *Assertion) (message, hint string)
}

// Judges names models by what they are asked for.
type Judges struct {
	Any    *ProviderSpec // for every task that is not listed, nil for none
	ByTask map[Task]*ProviderSpec
}

// For gives the model for a task, nil where none is named.
func (j *Judges) For(t Task) *ProviderSpec {
	if j == nil {
		return nil
	}
	if spec := j.ByTask[t]; spec != nil {
		return spec
	}
	if j.Any == nil || !j.Any.does(t) {
		return nil
	}
	return j.Any
}

// does says whether a model can do a task, as far as its id tells: in promptfoo's
// "openai:chat:MODEL" and "openai:embedding:MODEL" it does.
func (s *ProviderSpec) does(t Task) bool {
	_, rest, _ := strings.Cut(s.ID, ":")
	kind, _, qualified := strings.Cut(rest, ":")
	if !qualified {
		return true
	}
	switch kind {
	case "chat", "completion", "responses":
		return t == Chat
	case "embedding", "embeddings":
		return t == Embed
	case "moderation":
		return t == Moderate
	}
	return true
}

// JudgeOptions say who judges where a suite does not.
type JudgeOptions struct {
	Asked   *ProviderSpec // by the user, for Chat, before every other; nil where none is
	Default Judges        // of the configuration
	Votes   int           // of the configuration, 0 where it says nothing

	Optional bool // nothing is judged, so that nobody need be named
}
