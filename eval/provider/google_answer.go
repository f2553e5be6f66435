package provider

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

// generated is the body of a response with status 200, or one event of a stream.
type generated struct {
	Candidates []candidate `json:"candidates"`
	Feedback   *struct {
		BlockReason string   `json:"blockReason"`
		Message     string   `json:"blockReasonMessage"`
		Ratings     []rating `json:"safetyRatings"`
	} `json:"promptFeedback"`
	Model string          `json:"modelVersion"`
	Usage *googleUsage    `json:"usageMetadata"`
	Error json.RawMessage `json:"error"`
}

type candidate struct {
	Content struct {
		Parts []json.RawMessage `json:"parts"`
	} `json:"content"`
	FinishReason string   `json:"finishReason"`
	Message      string   `json:"finishMessage"`
	Ratings      []rating `json:"safetyRatings"`
	LogProbs     *struct {
		Chosen []struct {
			LogProb float64 `json:"logProbability"`
		} `json:"chosenCandidates"`
	} `json:"logprobsResult"`
}

// rating is what the safety filter says of one category.
type rating struct {
	Probability string `json:"probability"`
	Blocked     bool   `json:"blocked"`
}

// answer reads a response with status 200.
func (c *google) answer(r reply) (eval.Answer, error) {
	var g generated
	if err := json.Unmarshal(r.Body, &g); err != nil {
		return eval.Answer{}, c.unreadable(r, "no generated content", err)
	}
	if !blank(g.Error) {
		return eval.Answer{}, c.failed(r)
	}
	a, err := g.answer()
	if err != nil {
		return eval.Answer{}, err
	}
	c.bill(&a, g.Usage)
	return a, nil
}

// answer is what the first candidate says. A prompt that was blocked is a
// refusal with the reason as its text.
func (g *generated) answer() (eval.Answer, error) {
	a := eval.Answer{Model: g.Model}
	var ratings []rating
	if g.Feedback != nil {
		ratings = g.Feedback.Ratings
	}
	switch {
	case len(g.Candidates) > 0:
		first := g.Candidates[0]
		ratings = append(slices.Clone(ratings), first.Ratings...)
		if err := first.into(&a); err != nil {
			return a, &eval.CallError{Sent: true, Err: err}
		}
	case g.Feedback != nil && g.Feedback.BlockReason != "":
		a.FinishReason, a.Refusal = "content_filter", true
		a.Output = blocked("the prompt was blocked", g.Feedback.BlockReason, g.Feedback.Message)
	default:
		return a, &eval.CallError{Sent: true, Err: errors.New("the response has no candidates")}
	}
	if a.Refusal || len(ratings) > 0 {
		a.Flagged = new(a.Refusal || slices.ContainsFunc(ratings, rating.flags))
	}
	return a, nil
}

// flags follows promptfoo: any category that is not negligible.
func (r rating) flags() bool {
	return r.Blocked || r.Probability != "" && r.Probability != "NEGLIGIBLE"
}

func blocked(what, reason, message string) string {
	text := fmt.Sprintf("%s (%s)", what, reason)
	if message != "" {
		text += ": " + message
	}
	return text
}

// into is what a candidate says, as promptfoo shows it: the texts of its parts
// together, or all parts as JSON where one is no text, such as the call of a
// function. What the model thought is left out.
func (c *candidate) into(a *eval.Answer) error {
	var said strings.Builder
	var parts []json.RawMessage
	texts, calls := true, false
	for _, raw := range c.Content.Parts {
		var part struct {
			Text    *string         `json:"text"`
			Thought bool            `json:"thought"`
			Call    json.RawMessage `json:"functionCall"`
		}
		if err := json.Unmarshal(raw, &part); err != nil {
			return fmt.Errorf("a part of the response cannot be read: %w", err)
		}
		if part.Thought {
			continue
		}
		parts = append(parts, raw)
		texts, calls = texts && part.Text != nil, calls || part.Call != nil
		if part.Text != nil {
			said.WriteString(*part.Text)
		}
	}
	a.FinishReason = googleReason(c.FinishReason, calls)
	a.Output = said.String()
	a.Refusal = a.FinishReason == "content_filter"
	if c.LogProbs != nil {
		for _, token := range c.LogProbs.Chosen {
			a.LogProbs = append(a.LogProbs, token.LogProb)
		}
	}
	switch {
	case !texts:
		all, err := json.Marshal(parts)
		if err != nil {
			return err
		}
		a.Output, err = asShown(all)
		a.Structured = true
		return err
	case a.Output != "":
	case a.Refusal:
		a.Output = blocked("the answer was blocked", c.FinishReason, c.Message)
	case strings.HasPrefix(c.FinishReason, "MALFORMED_"), strings.HasSuffix(c.FinishReason, "_TOOL_CALL"), strings.HasSuffix(c.FinishReason, "_TOOL_CALLS"):
		a.Output = c.Message // what the model did wrong
	case c.FinishReason == "OTHER", strings.HasSuffix(c.FinishReason, "UNSPECIFIED"), c.FinishReason == "" && len(parts) == 0:
		return fmt.Errorf("the answer ended without content (%s)", strings.TrimSpace(c.FinishReason+" "+c.Message))
	}
	return nil
}

// googleReason gives the reasons of Google the names that OpenAI's have.
func googleReason(raw string, calls bool) string {
	switch raw {
	case "STOP":
		if calls {
			return "tool_calls"
		}
		return "stop"
	case "MAX_TOKENS":
		return "length"
	case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT",
		"IMAGE_RECITATION", "MODEL_ARMOR", "JAILBREAK":
		return "content_filter"
	}
	return strings.ToLower(raw)
}
