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
	role, start, from, at := "system", first, 0, 0
	for _, l := range lines {
		if next := roleLine(l); next != "" {
			messages = appendMessageText(messages, role, body[from:at], start)
			role, start, from = next, l.no+1, min(len(body), at+len(l.text)+1)
		}
		at += len(l.text) + 1
	}
	return appendMessageText(messages, role, body[from:], start)
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
	role := roleLine(l)
	return role == "system" || role == "user" || role == "assistant"
}

func roleLine(l line) string {
	if l.kind != linePlain || len(l.text) > 40 {
		return ""
	}
	s := strings.TrimSpace(l.text)
	if !strings.HasSuffix(s, ":") {
		return ""
	}
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(s, "#"), ":"))
	for _, role := range []string{"system", "user", "assistant", "tool", "developer"} {
		if strings.EqualFold(s, role) {
			return role
		}
	}
	return ""
}
