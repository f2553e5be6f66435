package llmtest

import (
	"encoding/json"
	"hash/fnv"
	"math"
	"strings"
	"unicode"
)

const (
	chatPath      = "/v1/chat/completions"
	responsesPath = "/v1/responses"
)

// Dimensions of the vectors that the server embeds texts as.
const Dimensions = 16

// Vector embeds a text: its words in lower case, hashed into dimensions and
// scaled to length 1. Texts of the same words are equal, texts without a common
// word are nearly orthogonal. A text without words is the first axis.
func Vector(text string) []float64 {
	v := make([]float64, Dimensions)
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, w := range words {
		h := fnv.New32a()
		_, _ = h.Write([]byte(w)) // a hash does not fail
		v[h.Sum32()%Dimensions]++
	}
	length := 0.0
	for _, x := range v {
		length += x * x
	}
	if length == 0 {
		v[0] = 1
		return v
	}
	for i := range v {
		v[i] /= math.Sqrt(length)
	}
	return v
}

// embeddings gives the vector that a rule's answer is as JSON, else that of the
// text.
func embeddings(rule *Rule, chat Chat, text string) []byte {
	var vector []float64
	if rule.Answer == "" || json.Unmarshal([]byte(text), &vector) != nil {
		vector = Vector(chat.Input)
	}
	tokens := [2]int{chat.words(), 0}
	return encode(map[string]any{
		"object": "list", "model": chat.Model, "usage": usage(tokens),
		"data": []any{map[string]any{"object": "embedding", "index": 0, "embedding": vector}},
	})
}

// moderations flags the categories that a rule's answer names, else none. The
// server knows hate and violence.
func moderations(rule *Rule, chat Chat, text string) []byte {
	categories, scores, flagged := map[string]bool{}, map[string]float64{}, false
	for _, name := range []string{"hate", "violence"} {
		if rule.Answer != "" && strings.Contains(text, name) {
			categories[name], scores[name], flagged = true, 0.9, true
			continue
		}
		categories[name], scores[name] = false, 0.1
	}
	return encode(map[string]any{"id": "modr-test", "model": chat.Model, "results": []any{
		map[string]any{"flagged": flagged, "categories": categories, "category_scores": scores},
	}})
}
