package prompt

import (
	"encoding/json"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// jsonChat reads a JSON list of messages. Where template tags stand in the place
// of values the file is JSON only once it is rendered: then it is read with the
// tags as texts, and where that is not enough, as one text.
func (r *reader) jsonChat(text string) {
	src := text
	if !json.Valid([]byte(src)) {
		r.p.Engine = engineChat
		r.p.whole = &Message{Role: "user", Text: text, Line: 1}
		src = quotedTags(text)
	}
	if !json.Valid([]byte(src)) {
		r.notJSON(text)
		return
	}
	dec := json.NewDecoder(strings.NewReader(src))
	if _, err := dec.Token(); err != nil { // the bracket
		return
	}
	for dec.More() {
		var raw json.RawMessage
		if dec.Decode(&raw) != nil {
			return
		}
		start := int(dec.InputOffset()) - len(raw)
		r.jsonMessage(raw, 1+strings.Count(src[:start], "\n"))
	}
}

// notJSON reports where a file is no JSON, unless its templates may make it so:
// then it is compared as text.
func (r *reader) notJSON(text string) {
	if strings.Contains(text, "{{") || strings.Contains(text, "{%") {
		r.p.Messages = appendMessageText(nil, "user", text, 1)
		r.p.Warnings = append(r.p.Warnings, diag.Diagnostic{
			Pos: r.place(1), Message: "the messages are known only when the file is rendered: it is compared as text",
		})
		return
	}
	line, col, problem := jsonProblem(text)
	r.errs.Add(diag.Pos{Path: r.p.Path, Line: line, Col: col}, "not valid JSON: "+problem, "check quotes and commas on this line and the one above")
}

// jsonProblem finds where a text stops being JSON.
func jsonProblem(text string) (line, col int, problem string) {
	text = strings.TrimRight(text, " \t\n")
	var v json.RawMessage
	err := json.Unmarshal([]byte(text), &v)
	syntax, ok := err.(*json.SyntaxError) //nolint:errorlint // the decoder hands it over unwrapped
	if !ok {
		return 1, 1, "there is no value"
	}
	before := text[:max(0, min(int(syntax.Offset), len(text))-1)]
	return 1 + strings.Count(before, "\n"), len(before) - strings.LastIndexByte(before, '\n'), syntax.Error()
}

func (r *reader) jsonMessage(raw []byte, line int) {
	v, err := value.DecodeJSON(raw)
	o, ok := v.(*value.Object)
	if err != nil || !ok {
		r.errs.Add(r.place(line), "a message must be an object", `write {"role": "user", "content": "…"}`)
		return
	}
	role, _ := o.Get("role")
	name, ok := role.(string)
	if !ok {
		r.errs.Add(r.place(line), "a message without a role", `write {"role": "user", "content": "…"}`)
		return
	}
	if name, ok = r.chatRole(&yaml.Node{Kind: yaml.ScalarNode, Value: name, Line: line, Column: 1}, chatRoles()...); !ok {
		return
	}
	m := Message{Role: name, Text: strings.Trim(contentText(o), "\n"), Line: line + contentLine(raw), Flat: true}
	r.appendChat(r.withMore(named(m, o), o, r.place(line)))
}

// contentLine counts the lines of an object before its content.
func contentLine(raw []byte) int {
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	if _, err := dec.Token(); err != nil {
		return 0
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return 0
		}
		var v json.RawMessage
		if dec.Decode(&v) != nil {
			return 0
		}
		if key == "content" {
			return strings.Count(string(raw[:int(dec.InputOffset())-len(v)]), "\n")
		}
	}
	return 0
}

// quotedTags puts every template tag that stands outside of a JSON string into
// one, so that the text around it can be read.
func quotedTags(text string) string {
	var b strings.Builder
	inString := false
	for at := 0; at < len(text); {
		c := text[at]
		switch {
		case inString && c == '\\' && at+1 < len(text):
			b.WriteString(text[at : at+2])
			at += 2
			continue
		case c == '"':
			inString = !inString
		case !inString && strings.HasPrefix(text[at:], "{{"):
			size := strings.Index(text[at:], "}}")
			if size < 0 {
				return text
			}
			tag := text[at : at+size+2]
			b.WriteString(display([]any{tag})[1:])
			s := b.String()
			b.Reset()
			b.WriteString(strings.TrimSuffix(s, "]"))
			for range strings.Count(tag, "\n") {
				b.WriteByte('\n')
			}
			at += size + 2
			continue
		}
		b.WriteByte(c)
		at++
	}
	return b.String()
}
