package prompt

import (
	"slices"
	"strings"
)

// splitRoles cuts a body into messages at its role lines: "system:", "user:",
// "assistant:", "tool:" or "developer:" alone on a line, in any case, with an
// optional "#" before, outside code fences. Text before the first role line is a
// system message. A body without role lines is one message of role fallback.
// Blank messages are dropped, and blank lines around the others.
func splitRoles(body string, first int, fallback string) []Message {
	if !strings.Contains(body, ":") {
		return appendMessageText(nil, fallback, body, first)
	}
	lines := splitLines(body, first)
	if !slices.ContainsFunc(lines, isChatRole) {
		return appendMessageText(nil, fallback, body, first)
	}
	var messages []Message
	var opened Message // what the role line in force says
	role, start, from, at := "system", first, 0, 0
	end := func(to int) {
		n := len(messages)
		if messages = appendMessageText(messages, role, body[from:to], start); len(messages) > n {
			messages[n].Attributes, messages[n].RoleLine, messages[n].Name = opened.Attributes, opened.RoleLine, opened.Name
		}
	}
	for _, l := range lines {
		if next, attributes := roleLine(l); next != "" {
			end(min(at, len(body)))
			opened = Message{}
			if attributes != "" {
				opened = Message{Attributes: attributes, RoleLine: l.no}
				name, _ := attributesOf(attributes).Get("name")
				opened.Name, _ = name.(string)
			}
			role, start, from = next, l.no+1, min(len(body), at+len(l.text)+1)
		}
		at += len(l.text) + 1
	}
	end(len(body))
	return messages
}

func appendMessageText(messages []Message, role, text string, first int) []Message {
	for {
		line, rest, more := strings.Cut(text, "\n")
		if !more || strings.TrimSpace(line) != "" {
			break
		}
		text, first = rest, first+1
	}
	if text = strings.TrimRight(text, " \t\r\n"); strings.TrimSpace(text) == "" {
		return messages
	}
	return append(messages, Message{Role: role, Text: text, Line: first})
}

// isChatRole finds a role line that only a chat has: "tool:" and "developer:"
// alone may be words of the text.
func isChatRole(l line) bool {
	role, _ := roleLine(l)
	return role == "system" || role == "user" || role == "assistant"
}
