package prompt

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// Part is one part of a message: a text, or an image or another file. A file is
// given by its bytes or by the address under which the model finds it.
type Part struct {
	Text   string // of a text; everything else is empty then
	Type   string // media type of a file, such as "image/png"; "" for a text, "image" where only a URL is known
	Data   []byte // of a file, nil where URL is set
	URL    string
	Detail string // how closely an image is looked at: "low", "high", "auto"; "" for the model's default
}

// Call is a call of a tool that an assistant message asks for.
type Call struct {
	ID        string
	Name      string
	Arguments string // JSON
	Signature string // of the thoughts that led to it, which Gemini wants back beside the call; "" for none
}

// IsText says whether the part is a text.
func (p Part) IsText() bool { return p.Type == "" }

// IsImage says whether the part is an image.
func (p Part) IsImage() bool { return p.Type == "image" || strings.HasPrefix(p.Type, "image/") }

// TextOf is what a message of these parts says: its texts, one line after the
// other.
func TextOf(parts []Part) string {
	var texts []string
	for _, p := range parts {
		if p.IsText() {
			texts = append(texts, p.Text)
		}
	}
	return strings.Join(texts, "\n")
}

// Identity is what of a message besides its role, text and name decides an
// answer: its parts, with the SHA-256 of their bytes, and its calls of tools. It
// is nil for a message that is only text.
func (m Message) Identity() any {
	if len(m.Parts) == 0 && len(m.Calls) == 0 && m.CallID == "" {
		return nil
	}
	parts := make([]any, len(m.Parts))
	for i, p := range m.Parts {
		parts[i] = p.shown()
	}
	calls := make([]any, len(m.Calls))
	for i, c := range m.Calls {
		call := c.shown()
		if c.Signature != "" {
			call.Set("signature", c.Signature)
		}
		calls[i] = call
	}
	identity := value.NewObject("parts", parts, "calls", calls, "answers", m.CallID)
	if m.Thoughts != "" {
		identity.Set("thoughts", m.Thoughts)
	}
	return identity
}

// MarshalJSON writes a message as the chat completions of OpenAI write it, but
// for bytes: they are named by their hash, since people and assertions read this.
func (m Message) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m.object(Part.shown)); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Whole is a message as JSON with all that the model gets of it: unlike what is
// shown to people it holds the bytes of files, in base64.
func (m Message) Whole() *value.Object { return m.object(Part.whole) }

func (m Message) object(of func(Part) *value.Object) *value.Object {
	o := value.NewObject("role", m.Role, "content", m.Text)
	if len(m.Parts) > 0 {
		parts := make([]any, len(m.Parts))
		for i, p := range m.Parts {
			parts[i] = of(p)
		}
		o.Set("content", parts)
	}
	if m.Name != "" {
		o.Set("name", m.Name)
	}
	if len(m.Calls) > 0 {
		calls := make([]any, len(m.Calls))
		for i, c := range m.Calls {
			calls[i] = c.shown()
		}
		o.Set("tool_calls", calls)
	}
	if m.CallID != "" {
		o.Set("tool_call_id", m.CallID)
	}
	return o
}

func (p Part) shown() *value.Object {
	return p.object("sha256", fmt.Sprintf("%x", sha256.Sum256(p.Data)), "bytes", int64(len(p.Data)))
}

func (p Part) whole() *value.Object {
	return p.object("data", base64.StdEncoding.EncodeToString(p.Data))
}

// object is the part with these pairs in place of its bytes.
func (p Part) object(bytes ...any) *value.Object {
	if p.IsText() {
		return value.NewObject("type", "text", "text", p.Text)
	}
	o := value.NewObject("type", "file", "media_type", p.Type)
	if p.IsImage() {
		o.Set("type", "image")
	}
	if p.URL != "" {
		bytes = []any{"url", p.URL}
	}
	for i := 0; i < len(bytes); i += 2 {
		o.Set(bytes[i].(string), bytes[i+1]) //nolint:forcetypeassert // names, as above
	}
	if p.Detail != "" {
		o.Set("detail", p.Detail)
	}
	return o
}

func (c Call) shown() *value.Object {
	return value.NewObject("id", c.ID, "type", "function", "function", value.NewObject("name", c.Name, "arguments", c.Arguments))
}

// Filled is the part with its text or address filled in; an address that comes
// to a data URI becomes bytes.
func (p Part) Filled(fill func(string) (string, error)) (Part, error) {
	var err error
	switch {
	case p.IsText():
		p.Text, err = fill(p.Text)
	case p.URL != "":
		var where string
		if where, err = fill(p.URL); err == nil {
			p.URL = ""
			p, err = p.at(where)
		}
	}
	return p, err
}
