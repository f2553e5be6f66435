package provider

import (
	"encoding/json"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// googleFold puts an answer together. No event ends such a stream: it is complete
// where the first candidate says why it ended, or the prompt was blocked.
type googleFold struct {
	c   *google
	all generated
}

const noContents = "no stream of generated content"

func (s *googleFold) add(ev event) (said, done bool, err error) {
	var g generated
	if err := json.Unmarshal(ev.data, &g); err != nil {
		return false, false, s.c.unreadable(oneEvent(ev), noContents, err)
	}
	if !blank(g.Error) {
		return false, false, s.c.failed(oneEvent(ev))
	}
	s.all.join(&g)
	return g.says(), false, nil
}

func (s *googleFold) answer(r reply) (a eval.Answer, whole bool, err error) {
	if !s.all.complete() {
		return a, false, nil
	}
	if len(s.all.Candidates) > 0 {
		content := &s.all.Candidates[0].Content
		if content.Parts, err = joined(content.Parts); err != nil {
			return a, false, s.c.unreadable(r, noContents, err)
		}
	}
	if a, err = s.all.answer(); err != nil {
		return a, false, err
	}
	s.c.bill(&a, s.all.Usage)
	return a, true, nil
}

// join adds what the next event brings: the parts of the first candidate, and
// the newest of everything else.
func (g *generated) join(next *generated) {
	if next.Model != "" {
		g.Model = next.Model
	}
	if next.Usage != nil {
		g.Usage = next.Usage
	}
	if next.Feedback != nil {
		g.Feedback = next.Feedback
	}
	if len(next.Candidates) == 0 {
		return
	}
	if g.Candidates == nil {
		g.Candidates = make([]candidate, 1)
	}
	into, from := &g.Candidates[0], &next.Candidates[0]
	into.Content.Parts = append(into.Content.Parts, from.Content.Parts...)
	if from.FinishReason != "" {
		into.FinishReason, into.Message = from.FinishReason, from.Message
	}
	if from.Ratings != nil {
		into.Ratings = from.Ratings
	}
	if from.LogProbs != nil {
		if into.LogProbs == nil {
			into.LogProbs = from.LogProbs
		} else {
			into.LogProbs.Chosen = append(into.LogProbs.Chosen, from.LogProbs.Chosen...)
		}
	}
}

// says tells whether something came that is no thought.
func (g *generated) says() bool {
	if len(g.Candidates) == 0 {
		return false
	}
	for _, raw := range g.Candidates[0].Content.Parts {
		var part struct {
			Thought bool `json:"thought"`
		}
		if json.Unmarshal(raw, &part) == nil && !part.Thought {
			return true
		}
	}
	return false
}

func (g *generated) complete() bool {
	if g.Feedback != nil && g.Feedback.BlockReason != "" {
		return true
	}
	return len(g.Candidates) > 0 && g.Candidates[0].FinishReason != ""
}

// joined puts the texts together that came in parts, so that the answer is the
// one that would have come whole.
func joined(parts []json.RawMessage) ([]json.RawMessage, error) {
	var out []json.RawMessage
	var text strings.Builder
	open := false
	flush := func() error {
		if !open {
			return nil
		}
		raw, err := value.NewObject("text", text.String()).MarshalJSON()
		out, open = append(out, raw), false
		text.Reset()
		return err
	}
	for _, raw := range parts {
		o := &value.Object{}
		if err := json.Unmarshal(raw, o); err != nil {
			return nil, err
		}
		v, _ := o.Get("text")
		if said, ok := v.(string); ok && o.Len() == 1 {
			text.WriteString(said)
			open = true
			continue
		}
		if err := flush(); err != nil {
			return nil, err
		}
		out = append(out, raw)
	}
	return out, flush()
}
