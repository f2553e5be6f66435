package provider

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

// demoModel stands in for a language model where there is none. It follows the
// rules that it finds in the prompt and fails where the prompt leaves it alone,
// so that a change of the prompt changes its answers for a reason that can be
// read. With a temperature it errs at random, by the request's seed: the same
// request gives the same answer.
type demoModel struct{}

// longInput is the number of words past which the stand-in loses the thread
// unless the prompt says what to do.
const longInput = 2000

// Complete answers one request.
func (demoModel) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	if err := ctx.Err(); err != nil {
		return eval.Answer{}, err
	}
	if err := onlyChat("demo", req.Task); err != nil {
		return eval.Answer{}, err
	}
	b, input := readBrief(req.Messages)
	out := b.answer(input, noise{seed: req.Seed, heat: number(req.Params, "temperature")})
	free := 0.0
	tokens := eval.Tokens{Prompt: (len(req.Rendered) + 3) / 4, Completion: (len(out) + 3) / 4}
	tokens.Total = tokens.Prompt + tokens.Completion
	return eval.Answer{
		Output: out, Model: "demo", FinishReason: "stop", Tokens: tokens, Cost: &free,
		Latency: time.Duration(tokens.Completion) * time.Millisecond,
	}, nil
}

func number(params *value.Object, key string) float64 {
	v, _ := params.Get(key)
	switch v := v.(type) {
	case float64:
		return v
	case int64:
		return float64(v)
	}
	return 0
}

// noise is a source of chances that depend on the request alone.
type noise struct {
	seed string
	heat float64 // the temperature
}

// strikes says whether a thing that happens with chance p at temperature 1
// happens now.
func (n noise) strikes(what string, p float64) bool {
	sum := sha256.Sum256([]byte(n.seed + "\x00" + what))
	return float64(binary.BigEndian.Uint64(sum[:8])>>11)/(1<<53) < p*n.heat
}

var injection = memo.Regexp(`(?i)ignore (?:all |the |your |any )*(?:previous |above |earlier )?(?:instructions|rules)[^"']*["']([^"']+)["']`)

func (b brief) answer(input string, n noise) string {
	if m := injection().FindStringSubmatch(input); m != nil && !b.data {
		return m[1]
	}
	total := len(words(input))
	if total == 0 && b.empty == "" {
		return "It looks like the message is empty. Could you tell me what you need help with?"
	}
	category := b.choose(input, n)
	reply := b.reply(input, category)
	if !b.json {
		return fmt.Sprintf("This looks like %s to me. %s", category, reply)
	}
	out := b.object(category, urgency(input), reply)
	if total > longInput && !b.long {
		return out[:len(out)*2/3] // the thread is lost before the end
	}
	switch {
	case b.greet:
		return "Hello, and thank you for writing to us!\n\n" + out
	case !b.jsonOnly || n.strikes("chatty", 0.25):
		return "Here is the result:\n\n```json\n" + out + "\n```\nLet me know if you need anything else."
	}
	return out
}

// choose picks the label whose description or example the input resembles most.
func (b brief) choose(input string, n noise) string {
	if total := len(words(input)); total == 0 {
		return b.empty
	}
	if len(b.labels) == 0 {
		return "a general request"
	}
	seen := wordSet(input)
	best, second, score := b.labels[len(b.labels)-1].name, b.labels[0].name, 0
	for _, l := range b.labels {
		points := 2 * shared(seen, l.words)
		for _, e := range b.examples {
			if alike := shared(seen, e.words); e.label == l.name && alike >= 3 {
				points += 2 * alike
			}
		}
		if points > score {
			best, second, score = l.name, best, points
		}
	}
	if n.strikes("slip", 0.3) {
		return second
	}
	return best
}

var pressing = memo.Regexp(`(?i)\b(urgent|immediately|right now|asap|twice|cannot|can't|crash|lost|sofort|stolen)`)

func urgency(input string) string {
	if pressing().MatchString(input) {
		return "high"
	}
	return "normal"
}

func (b brief) reply(input, category string) string {
	text := "Thank you for your message. We have passed it to the " + category + " desk, and somebody there will look at it today and write back to you as soon as there is something to report."
	if b.language {
		switch tongue(input) {
		case "de":
			text = "Vielen Dank für Ihre Nachricht. Wir haben sie weitergeleitet (" + category + ") und melden uns heute."
		case "es":
			text = "Gracias por su mensaje. Lo hemos pasado al equipo (" + category + ") y le responderemos hoy."
		case "fr":
			text = "Merci pour votre message. Nous l'avons transmis (" + category + ") et vous répondrons aujourd'hui."
		}
	}
	if list := strings.Fields(text); b.maxWords > 0 && len(list) > b.maxWords {
		text = strings.TrimRight(strings.Join(list[:b.maxWords], " "), ",.") + "."
	}
	return text
}

// object writes the keys that the prompt asks for, in its order.
func (b brief) object(category, urgent, reply string) string {
	o := &value.Object{}
	for _, k := range b.keys {
		switch k {
		case "category", "label", "class":
			o.Set(k, category)
		case "urgency", "priority":
			o.Set(k, urgent)
		case "reply", "answer", "text", "message":
			o.Set(k, reply)
		}
	}
	if o.Len() == 0 {
		o.Set("category", category)
		o.Set("reply", reply)
	}
	raw, err := json.Marshal(o)
	if err != nil {
		return "{}" // strings cannot fail to be written
	}
	return string(raw)
}
