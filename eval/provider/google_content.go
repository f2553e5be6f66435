package provider

import (
	"encoding/base64"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// contentsOf are the system instruction, nil for none, and the turns of a
// request. The API has no system messages between turns; neighbors of one role
// become one turn, so that the results of calls stand together as the calls do.
// A prompt of system messages alone is sent as the user's, since there is no
// request without a turn.
func contentsOf(messages []prompt.Message, signed bool) (system *value.Object, contents []any, err error) {
	var instruction []any
	called := map[string]string{} // names of functions by the id of their call
	last := ""
	for i, m := range messages {
		role, parts, err := googleParts(m, called, signed)
		if err != nil {
			return nil, nil, fmt.Errorf("message %d: %w", i+1, err)
		}
		switch role {
		case "system":
			instruction = append(instruction, parts...)
			continue
		case last:
			turn, _ := contents[len(contents)-1].(*value.Object)
			before, _ := turn.Get("parts")
			list, _ := before.([]any)
			turn.Set("parts", append(list, parts...))
			continue
		}
		contents = append(contents, value.NewObject("role", role, "parts", parts))
		last = role
	}
	switch {
	case instruction == nil:
		return nil, contents, nil
	case contents == nil:
		return nil, []any{value.NewObject("role", "user", "parts", instruction)}, nil
	}
	return value.NewObject("parts", instruction), contents, nil
}

// googleParts are the role and the parts of one message.
func googleParts(m prompt.Message, called map[string]string, signed bool) (role string, parts []any, err error) {
	if err = placeless(m); err != nil {
		return "", nil, err
	}
	switch m.Role {
	case "system", "developer":
		parts, err = mediaParts(m)
		return "system", parts, err
	case "user":
		parts, err = mediaParts(m)
		return "user", parts, err
	case "assistant":
		if m.Text != "" || len(m.Parts) > 0 || len(m.Calls) == 0 {
			parts, err = mediaParts(m)
		}
		for i, call := range m.Calls {
			called[call.ID] = call.Name
			args, wrong := argumentsOf(call)
			if wrong != nil {
				return "", nil, wrong
			}
			part := value.NewObject("functionCall", withID(call.ID, "name", call.Name, "args", args))
			switch {
			case call.Signature != "":
				part.Set("thoughtSignature", call.Signature)
			case signed && i == 0:
				part.Set("thoughtSignature", noSignature)
			}
			parts = append(parts, part)
		}
		return "model", parts, err
	case "tool":
		part, err := responsePart(m, called)
		return "user", []any{part}, err
	}
	return "", nil, unknownRole(m.Role)
}

// noSignature stands where Gemini 3 and later want the signature of the thoughts
// that led to a call, and the call was not theirs: Google names it for calls
// that were written by hand or come from another model.
const noSignature = "skip_thought_signature_validator"

// signed says whether a model wants signatures beside calls.
func signed(model string) bool {
	model = strings.TrimPrefix(model, "models/")
	return strings.HasPrefix(model, "gemini-") && !strings.HasPrefix(model, "gemini-1") && !strings.HasPrefix(model, "gemini-2")
}

func withID(id string, pairs ...any) *value.Object {
	o := &value.Object{}
	if id != "" {
		o.Set("id", id)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		o.Set(pairs[i].(string), pairs[i+1])
	}
	return o
}

// responsePart is the result of a call: the JSON object that it is, or else its
// text as output, and the files that came with it.
func responsePart(m prompt.Message, called map[string]string) (*value.Object, error) {
	name := m.Name
	if name == "" {
		name = called[m.CallID]
	}
	if name == "" {
		return nil, errors.New("the result of a tool answers no call before it: write the tool_call_id of one")
	}
	response, _ := value.DecodeJSON([]byte(m.Text))
	o, ok := response.(*value.Object)
	if !ok {
		o = value.NewObject("output", m.Text)
	}
	result := withID(m.CallID, "name", name, "response", o)
	var files []any
	for _, p := range m.Parts {
		if p.IsText() {
			continue // of the text
		}
		file, err := mediaPart(p)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	if files != nil {
		result.Set("parts", files)
	}
	return value.NewObject("functionResponse", result), nil
}

// mediaParts are the texts and files of a message.
func mediaParts(m prompt.Message) ([]any, error) {
	if len(m.Parts) == 0 {
		return []any{value.NewObject("text", m.Text)}, nil
	}
	parts := make([]any, len(m.Parts))
	for i, p := range m.Parts {
		part, err := mediaPart(p)
		if err != nil {
			return nil, err
		}
		parts[i] = part
	}
	return parts, nil
}

func mediaPart(p prompt.Part) (*value.Object, error) {
	if p.IsText() {
		return value.NewObject("text", p.Text), nil
	}
	p, err := inlined(p)
	if err != nil {
		return nil, err
	}
	if p.URL == "" {
		data := base64.StdEncoding.EncodeToString(p.Data)
		return value.NewObject("inlineData", value.NewObject("mimeType", p.Type, "data", data)), nil
	}
	file := value.NewObject("fileUri", p.URL)
	if kind := mediaType(p); kind != "" {
		file.Set("mimeType", kind)
	}
	return value.NewObject("fileData", file), nil
}

// mediaType is the type of a file that has an address: as it is given, or else
// by the end of the address, "" where neither says it.
func mediaType(p prompt.Part) string {
	if p.Type != "image" {
		return p.Type
	}
	address, _, _ := strings.Cut(p.URL, "?")
	return map[string]string{
		".gif": "image/gif", ".heic": "image/heic", ".heif": "image/heif", ".jpeg": "image/jpeg", ".jpg": "image/jpeg",
		".png": "image/png", ".webp": "image/webp",
	}[strings.ToLower(path.Ext(address))]
}
