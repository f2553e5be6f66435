package client

import (
	"encoding/json"
	"fmt"
	"time"
)

// Prompt is a version of a prompt.
type Prompt struct {
	Name      string          // path in its repository
	Label     string          // "" where it was asked for by a revision
	Weight    int             // percent of the users that get it where it is a candidate, else 0
	Rev       string          // the commit
	Blob      string          // id of the file
	PromptKey string          // hash of all that decides what is sent
	ETag      string          // tells versions apart
	Model     string          // "" where the prompt names none
	Params    map[string]any  // sampling and other settings
	Messages  []Message       // templates
	Template  string          // their engine: "nunjucks", "handlebars", "literal" or "none"
	Tools     json.RawMessage // null where there are none
	Raw       json.RawMessage // the whole document, promptgit.get/v1, as it was sent: Rev and Weight may have moved since

	Fetched time.Time // when the server last said that this is it
	Stale   bool      // the server could not be asked again since it should have been
	Problem error     // why, nil where it is not known yet
}

// Message is one message of a chat.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
	Name    string `json:"name"` // of who speaks, "" for none
}

// schemaName is the document that the client reads.
const schemaName = "promptgit.get/v1"

// parse reads a document.
func parse(body []byte) (Prompt, error) {
	var doc struct {
		Schema    string          `json:"schema"`
		Prompt    string          `json:"prompt"`
		Label     string          `json:"label"`
		Weight    int             `json:"weight"`
		Rev       string          `json:"rev"`
		Blob      string          `json:"blob"`
		PromptKey string          `json:"prompt_key"`
		ETag      string          `json:"etag"`
		Model     string          `json:"model"`
		Params    map[string]any  `json:"params"`
		Messages  []Message       `json:"messages"`
		Template  string          `json:"template"`
		Tools     json.RawMessage `json:"tools"`
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		return Prompt{}, fmt.Errorf("the answer cannot be read: %w", err)
	}
	if doc.Schema != schemaName {
		return Prompt{}, fmt.Errorf("the answer is %q and not %s", doc.Schema, schemaName)
	}
	return Prompt{
		Name: doc.Prompt, Label: doc.Label, Weight: doc.Weight, Rev: doc.Rev, Blob: doc.Blob, PromptKey: doc.PromptKey, ETag: doc.ETag,
		Model: doc.Model, Params: doc.Params, Messages: doc.Messages, Template: doc.Template, Tools: doc.Tools, Raw: body,
	}, nil
}
