package provider

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// messagesOf are the system blocks, nil for none, and the turns of a request.
// The API has no system messages between turns, and its turns alternate:
// neighbors of one role become one. A prompt of system messages alone is sent as
// the user's, since there is no request without a turn.
func messagesOf(messages []prompt.Message) (system, turns []any, err error) {
	last := ""
	for i, m := range messages {
		role, blocks, err := anthropicBlocks(m)
		if err != nil {
			return nil, nil, fmt.Errorf("message %d: %w", i+1, err)
		}
		switch role {
		case "system":
			system = append(system, blocks...)
			continue
		case last:
			turn, _ := turns[len(turns)-1].(*value.Object)
			before, _ := turn.Get("content")
			list, _ := before.([]any)
			turn.Set("content", append(list, blocks...))
			continue
		}
		turns = append(turns, value.NewObject("role", role, "content", blocks))
		last = role
	}
	if turns == nil && system != nil {
		return nil, []any{value.NewObject("role", "user", "content", system)}, nil
	}
	return system, turns, nil
}

// anthropicBlocks are the role and the blocks of one message. The result of a
// tool is a block of the user's.
func anthropicBlocks(m prompt.Message) (role string, blocks []any, err error) {
	if err = placeless(m); err != nil {
		return "", nil, err
	}
	switch m.Role {
	case "system", "developer":
		blocks, err = contentBlocks(m, false)
		return "system", blocks, err
	case "user":
		blocks, err = contentBlocks(m, true)
		return "user", blocks, err
	case "assistant":
		blocks, err = contentBlocks(m, len(m.Calls) == 0)
		if m.Thoughts != "" {
			v, wrong := value.DecodeJSON([]byte(m.Thoughts))
			thoughts, isList := v.([]any)
			if wrong != nil || !isList {
				return "", nil, errors.New("the thoughts of the message are no JSON list")
			}
			blocks = append(slices.Clone(thoughts), blocks...)
		}
		for _, call := range m.Calls {
			input, wrong := argumentsOf(call)
			if wrong != nil {
				return "", nil, wrong
			}
			blocks = append(blocks, value.NewObject("type", "tool_use", "id", callID(call.ID, call.Name), "name", call.Name, "input", input))
		}
		return "assistant", blocks, err
	case "tool":
		id := callID(m.CallID, m.Name)
		if id == "" {
			return "", nil, errors.New("the result of a tool names no call: write its tool_call_id, or the name of the tool")
		}
		blocks, err = contentBlocks(m, false)
		result := value.NewObject("type", "tool_result", "tool_use_id", id)
		if blocks != nil {
			result.Set("content", blocks)
		}
		return "user", []any{result}, err
	}
	return "", nil, unknownRole(m.Role)
}

func unknownRole(role string) error {
	return fmt.Errorf("the API has no role %q: use system, user, assistant or tool", role)
}

// contentBlocks are the texts and files of a message. An empty text is left
// out, since the API takes none, but where it is all that the message has: that
// is for the API to refuse.
func contentBlocks(m prompt.Message, evenEmpty bool) (blocks []any, err error) {
	parts := m.Parts
	if len(parts) == 0 {
		parts = []prompt.Part{{Text: m.Text}}
	}
	for _, p := range parts {
		if p.IsText() {
			if p.Text != "" {
				blocks = append(blocks, value.NewObject("type", "text", "text", p.Text))
			}
			continue
		}
		block, err := fileBlock(p)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, block)
	}
	if blocks == nil && evenEmpty {
		blocks = []any{value.NewObject("type", "text", "text", "")}
	}
	return blocks, nil
}

// fileBlock is an image, a PDF or a plain text, by its bytes or its address.
func fileBlock(p prompt.Part) (*value.Object, error) {
	p, err := inlined(p)
	if err != nil {
		return nil, err
	}
	kind := "document"
	if p.IsImage() {
		kind = "image"
	}
	var source *value.Object
	switch {
	case p.URL != "" && (p.IsImage() || p.Type == "application/pdf"):
		source = value.NewObject("type", "url", "url", p.URL)
	case p.URL != "":
		return nil, fmt.Errorf("an address of %s cannot be sent to the Messages API: only images and PDF files can", p.Type)
	case p.IsImage() || p.Type == "application/pdf":
		source = value.NewObject("type", "base64", "media_type", p.Type, "data", base64.StdEncoding.EncodeToString(p.Data))
	case strings.HasPrefix(p.Type, "text/") && utf8.Valid(p.Data):
		source = value.NewObject("type", "text", "media_type", "text/plain", "data", string(p.Data))
	default:
		return nil, fmt.Errorf("a file of type %s cannot be sent to the Messages API: images, PDF files and texts can", p.Type)
	}
	return value.NewObject("type", kind, "source", source), nil
}

// argumentsOf are the arguments of a call as data, {} where it has none.
func argumentsOf(call prompt.Call) (*value.Object, error) {
	if strings.TrimSpace(call.Arguments) == "" {
		return &value.Object{}, nil
	}
	v, err := value.DecodeJSON([]byte(call.Arguments))
	o, ok := v.(*value.Object)
	if err != nil || !ok {
		return nil, fmt.Errorf("the arguments of the call of %s are no JSON object", call.Name)
	}
	return o, nil
}

// inlined is a file with the bytes that a data: URL holds in place of it.
func inlined(p prompt.Part) (prompt.Part, error) {
	rest, ok := strings.CutPrefix(p.URL, "data:")
	if !ok {
		return p, nil
	}
	head, data, ok := strings.Cut(rest, ",")
	kind, coded := strings.CutSuffix(head, ";base64")
	if !ok || !coded {
		return p, errors.New("a data: URL must be base64, as in data:image/png;base64,AAAA")
	}
	raw, err := base64.StdEncoding.AppendDecode(nil, bytes.TrimSpace([]byte(data)))
	if err != nil {
		return p, fmt.Errorf("a data: URL is not base64: %w", err)
	}
	p.URL, p.Data = "", raw
	if kind != "" {
		p.Type, _, _ = strings.Cut(kind, ";")
	}
	return p, nil
}
