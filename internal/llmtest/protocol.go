package llmtest

import (
	"encoding/json"
	"strings"
)

// protocol is how one kind of question is asked and answered.
type protocol struct {
	read    func(path string, body []byte) (chat Chat, ok bool)
	reply   func(rule *Rule, chat Chat, text string) []byte
	problem func(status int, message string) []byte
}

// protocolOf finds what speaks on a path; ok is false where nothing does.
func protocolOf(path string) (p protocol, ok bool) {
	p = protocol{read: readInput, problem: openaiProblem}
	switch path {
	case chatPath:
		p.read, p.reply = readChat, inEvents(path, completion)
	case responsesPath:
		p.read, p.reply = readResponses, inEvents(path, response)
	case "/v1/embeddings":
		p.reply = embeddings
	case "/v1/moderations":
		p.reply = moderations
	case "/v1/messages":
		p = protocol{readMessages, message, anthropicProblem}
	default:
		_, does, google := strings.Cut(path, ":")
		switch {
		case google && (does == "generateContent" || does == "streamGenerateContent"):
			p = protocol{readContents, content, googleProblem}
		case google && does == "batchEmbedContents":
			p = protocol{readBatch, batch, googleProblem}
		default:
			return p, false
		}
	}
	return p, true
}

// readChat reads messages of the API of OpenAI.
func readChat(_ string, body []byte) (chat Chat, ok bool) {
	err := json.Unmarshal(body, &chat)
	return chat, err == nil && len(chat.Messages) > 0
}

// readResponses reads the input of the responses API of OpenAI, messages or a
// text.
func readResponses(_ string, body []byte) (chat Chat, ok bool) {
	err := json.Unmarshal(body, &chat)
	return chat, err == nil && (len(chat.Messages) > 0) != (chat.Input != "")
}

// readInput reads one text that is to be embedded or moderated.
func readInput(_ string, body []byte) (chat Chat, ok bool) {
	err := json.Unmarshal(body, &chat)
	return chat, err == nil && len(chat.Messages) == 0
}

// inEvents gives a reply as events where they were asked for.
func inEvents(path string, whole func(*Rule, Chat, string) []byte) func(*Rule, Chat, string) []byte {
	return func(rule *Rule, chat Chat, text string) []byte {
		body := whole(rule, chat, text)
		if chat.Stream {
			return streamed(path, body)
		}
		return body
	}
}

// event is one event of a stream; kind is "" where the protocol names none.
func event(kind string, data any) []byte {
	head := ""
	if kind != "" {
		head = "event: " + kind + "\n"
	}
	return []byte(head + "data: " + string(encode(data)) + "\n\n")
}
