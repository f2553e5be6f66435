package provider

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// anthropicEvent is one event of a stream.
type anthropicEvent struct {
	Type    string          `json:"type"`
	Message json.RawMessage `json:"message"`       // of message_start
	Index   int             `json:"index"`         // of the content_block events
	Block   json.RawMessage `json:"content_block"` // of content_block_start
	Delta   json.RawMessage `json:"delta"`         // of content_block_delta and message_delta
	Usage   json.RawMessage `json:"usage"`         // of message_delta: of the whole message so far
}

// growing is a block of which parts have come.
type growing struct {
	start *value.Object
	kind  string
	text  strings.Builder // of a text or a thought, or the JSON of the input of a tool
}

// anthropicFold puts a message together.
type anthropicFold struct {
	c       *anthropic
	message anthropicMessage
	blocks  []*growing
	at      map[int]*growing // by their index
	done    bool
}

func newAnthropicFold(c *anthropic) *anthropicFold {
	return &anthropicFold{c: c, at: map[int]*growing{}}
}

const noMessages = "no stream of messages"

func (s *anthropicFold) add(ev event) (said, done bool, err error) {
	var e anthropicEvent
	if err = json.Unmarshal(ev.data, &e); err != nil {
		return false, false, s.c.unreadable(oneEvent(ev), noMessages, err)
	}
	if e.Type == "error" {
		return false, false, s.c.failed(oneEvent(ev))
	}
	if said, err = s.take(&e); err != nil {
		return false, false, s.c.unreadable(oneEvent(ev), noMessages, err)
	}
	return said, s.done, nil
}

func (s *anthropicFold) answer(r reply) (a eval.Answer, whole bool, err error) {
	if !s.done {
		return a, false, nil
	}
	if err = s.finish(); err == nil {
		a, err = s.message.answer()
	}
	if err != nil {
		return a, false, s.c.unreadable(r, noMessages, err)
	}
	s.c.bill(&a, &s.message.Usage)
	return a, true, nil
}

// take adds what an event brings, and tells whether that is a part of the output.
// Events of types that are not known are left
// out, as the API asks.
func (s *anthropicFold) take(e *anthropicEvent) (said bool, err error) {
	switch e.Type {
	case "message_start":
		return false, json.Unmarshal(e.Message, &s.message)
	case "content_block_start":
		g := &growing{start: &value.Object{}}
		if err := json.Unmarshal(e.Block, g.start); err != nil {
			return false, err
		}
		kind, _ := g.start.Get("type")
		g.kind, _ = kind.(string)
		first, _ := g.start.Get("text")
		text, _ := first.(string)
		g.text.WriteString(text)
		s.blocks = append(s.blocks, g)
		s.at[e.Index] = g
		return text != "" || g.kind == "tool_use", nil
	case "content_block_delta":
		var delta struct {
			Text string `json:"text"`
			JSON string `json:"partial_json"`

			Thought   string `json:"thinking"`
			Signature string `json:"signature"`
		}
		if err := json.Unmarshal(e.Delta, &delta); err != nil {
			return false, err
		}
		if g := s.at[e.Index]; g != nil {
			g.text.WriteString(delta.Text)
			g.text.WriteString(delta.JSON)
			g.text.WriteString(delta.Thought)
			if delta.Signature != "" {
				g.start.Set("signature", delta.Signature)
			}
		}
		return delta.Text != "", nil
	case "message_delta":
		if len(e.Delta) > 0 {
			if err := json.Unmarshal(e.Delta, &s.message); err != nil {
				return false, err
			}
		}
		return false, s.message.Usage.UnmarshalJSON(e.Usage)
	case "message_stop":
		s.done = true
	}
	return false, nil
}

// finish writes the blocks as they are in an answer that comes whole. The input
// of a call that was cut off at the bound of tokens stays the text that it is.
func (s *anthropicFold) finish() error {
	for _, g := range s.blocks {
		switch g.kind {
		case "text":
			g.start.Set("text", g.text.String())
		case "thinking":
			g.start.Set("thinking", g.text.String())
		case "tool_use":
			if input := g.text.String(); input != "" {
				v, err := value.DecodeJSON([]byte(input))
				if err != nil {
					v = input
				}
				g.start.Set("input", v)
			}
		}
		raw, err := g.start.MarshalJSON()
		if err != nil {
			return err
		}
		s.message.Content = append(s.message.Content, raw)
	}
	return nil
}

// oneEvent is the reply that an event would be alone.
func oneEvent(ev event) reply {
	return reply{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: ev.data}
}
