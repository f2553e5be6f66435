package prompt

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// ReadMessage reads a message as chats write it: {role, content} with a content
// that is a text or a list of parts, and perhaps a name, tool_calls and a
// tool_call_id. A part is {type: text, text}; {type: image, image} or {type:
// file, file} with an address, a data URI or a file:// reference, which stays in
// URL; or one in the words of OpenAI's chat completions or Anthropic's messages.
func ReadMessage(v any) (Message, error) {
	o, ok := v.(*value.Object)
	if !ok {
		return Message{}, errors.New("a message must be a mapping of role and content")
	}
	m := Message{Line: 1}
	for name, v := range o.All() {
		var err error
		switch name {
		case "role":
			m.Role, err = textOf(v, name)
		case "content":
			err = m.readContent(v)
		case "name":
			m.Name, err = textOf(v, name)
		case "tool_call_id":
			m.CallID, err = textOf(v, name)
		case "tool_calls":
			m.Calls, err = ReadCalls(v)
		default:
			err = fmt.Errorf("unknown key %q of a message", name)
		}
		if err != nil {
			return Message{}, err
		}
	}
	switch {
	case !slices.Contains(chatRoles(), m.Role):
		return Message{}, fmt.Errorf("a message needs one of the roles %s, not %q", strings.Join(chatRoles(), ", "), m.Role)
	case len(m.Calls) > 0 && m.Role != "assistant":
		return Message{}, errors.New("only an assistant message calls tools")
	}
	return m, nil
}

func textOf(v any, name string) (string, error) {
	text, ok := v.(string)
	if !ok && v != nil {
		return "", fmt.Errorf("%s of a message must be a text", name)
	}
	return text, nil
}

func (m *Message) readContent(v any) error {
	switch v := v.(type) {
	case nil:
	case string:
		m.Text = v
	case []any:
		for _, x := range v {
			p, err := readPart(x)
			if err != nil {
				return err
			}
			m.Parts = append(m.Parts, p)
		}
		m.Text = TextOf(m.Parts)
		if !slices.ContainsFunc(m.Parts, func(p Part) bool { return !p.IsText() }) && len(m.Parts) < 2 {
			m.Parts = nil // a text
		}
	default:
		return errors.New("content of a message must be a text or a list of parts")
	}
	return nil
}

const partForms = "{type: text, text: ...}, {type: image, image: file://... or https://...} or {type: file, file: file://...}"

func readPart(v any) (Part, error) {
	if text, ok := v.(string); ok {
		return Part{Text: text}, nil
	}
	o, _ := v.(*value.Object)
	kind, _ := o.Get("type")
	switch kind {
	case "text", "input_text", "output_text":
		text, ok := o.Get("text")
		if s, isText := text.(string); ok && isText {
			return Part{Text: s}, nil
		}
	case "image", "image_url", "input_image":
		return filePart(o, "image", "image", "image_url", "source")
	case "file", "document", "input_file":
		return filePart(o, "application/octet-stream", "file", "source")
	}
	return Part{}, fmt.Errorf("a part of a content must be %s", partForms)
}

// filePart reads where a file is, under the first of the names that is there.
func filePart(o *value.Object, mediaType string, names ...string) (Part, error) {
	p := Part{Type: mediaType}
	detail, _ := o.Get("detail")
	p.Detail, _ = detail.(string)
	for _, name := range names {
		v, ok := o.Get(name)
		if !ok {
			continue
		}
		if inner, isObject := v.(*value.Object); isObject {
			return p.within(inner)
		}
		where, _ := v.(string)
		if where == "" {
			break
		}
		return p.at(where)
	}
	return Part{}, fmt.Errorf("a part of a content must be %s", partForms)
}

// within reads {url, detail} and {file_data} of OpenAI and {type, media_type,
// data} of Anthropic.
func (p Part) within(o *value.Object) (Part, error) {
	get := func(name string) string {
		v, _ := o.Get(name)
		text, _ := v.(string)
		return text
	}
	if detail := get("detail"); detail != "" {
		p.Detail = detail
	}
	if data := get("data"); data != "" {
		return p.at("data:" + get("media_type") + ";base64," + data)
	}
	for _, name := range []string{"url", "file_data"} {
		if where := get(name); where != "" {
			return p.at(where)
		}
	}
	return Part{}, fmt.Errorf("a part of a content must be %s", partForms)
}

// at reads a data URI; any other address stays one.
func (p Part) at(where string) (Part, error) {
	rest, isData := strings.CutPrefix(where, "data:")
	if !isData || strings.Contains(where, "{{") || strings.Contains(where, "{%") { // a template is read when it is rendered
		p.URL = where
		return p, nil
	}
	head, body, ok := strings.Cut(rest, ",")
	mediaType, isBase64 := strings.CutSuffix(head, ";base64")
	data, err := base64.StdEncoding.DecodeString(body)
	switch {
	case !ok || !isBase64 || mediaType == "":
		return Part{}, errors.New(`a data URI must be written "data:image/png;base64,..."`)
	case err != nil:
		return Part{}, fmt.Errorf("the data URI of type %s is no base64: %w", mediaType, err)
	}
	p.Type, p.Data = mediaType, data
	return p, nil
}
