package provider

import (
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/prompt"
)

// brief is what the demo model understood of a prompt. It reads as a hurried
// clerk would: by headings, bullets and a few phrases.
type brief struct {
	labels   []label
	keys     []string // keys of the JSON object that is asked for
	json     bool     // an object is asked for
	jsonOnly bool     // and nothing else
	greet    bool     // begin with a greeting
	data     bool     // the input is data, not instructions
	empty    string   // label for an input without words, "" when nothing is said
	long     bool     // long inputs are provided for
	language bool     // answer in the input's language
	maxWords int      // of the reply, 0 for no limit
	examples []example
}

// label is one answer that the prompt allows, with the words that describe it.
type label struct {
	name  string
	words map[string]bool
}

// example is one worked input and the label it got.
type example struct {
	words map[string]bool
	label string
}

var (
	labelLine   = memo.Regexp("(?m)^[-*] +[\"`]?([A-Za-z][A-Za-z_-]*)[\"`]?(?: *[:–-] *(.*))?$")
	jsonKey     = memo.Regexp("[\"`]([a-z_]+)[\"`]")
	wordLimit   = memo.Regexp(`(?i)at most (\d+) words`)
	greeting    = memo.Regexp(`(?i)\b(begin|start|open) (with|by)\b[^.\n]*\bgreet`)
	nothingElse = memo.Regexp(`(?i)\b(nothing (else|but)|only (a|the|one) (json )?object|json only|no text (around|before))`)
	asData      = memo.Regexp(`(?i)\b(is|as) data\b|never instructions|not instructions|ignore (any )?instructions (in|inside)`)
	whenEmpty   = memo.Regexp("(?i)\\b(empty|no words|without words)\\b[^.\\n]*?[\"`]([a-z_-]+)[\"`]")
	whenLong    = memo.Regexp(`(?i)\blong (ticket|input|text|message)s?\b`)
	sameTongue  = memo.Regexp(`(?i)\blanguage of the\b|\bsame language\b|\bcustomer's language\b`)
	exampleIn   = memo.Regexp(`(?i)^(ticket|input|customer|user|q) *: *(.*)$`)
	exampleOut  = memo.Regexp("(?i)^(answer|output|category|label|a) *: *.*?[\"`]?([a-z_-]+)[\"`]?[^a-z]*$")
	labelInJSON = memo.Regexp(`"(?:category|label|class)" *: *"([a-z_-]+)"`)
)

// readBrief reads every message but the last user message, which is the input.
func readBrief(messages []prompt.Message) (b brief, input string) {
	last := -1
	for i, m := range messages {
		if m.Role == "user" {
			last = i
		}
	}
	var text strings.Builder
	for i, m := range messages {
		if i != last {
			text.WriteString(m.Text + "\n")
		}
	}
	if last >= 0 {
		input = messages[last].Text
	}
	if text.Len() == 0 { // a single message holds both
		text.WriteString(input)
		input = tagged(input)
	} else {
		input = tagged(input)
	}
	b.read(text.String())
	return b, input
}

var tagPair = memo.Regexp(`(?s)<(ticket|input|text|message|document)>(.*)</(?:ticket|input|text|message|document)>`)

// tagged gives what stands between tags such as <ticket>, or all of it.
func tagged(s string) string {
	if m := tagPair().FindStringSubmatch(s); m != nil {
		return strings.TrimSpace(m[2])
	}
	return strings.TrimSpace(s)
}

func (b *brief) read(text string) {
	for heading, body := range sections(text) {
		h := strings.ToLower(heading)
		switch {
		case strings.Contains(h, "example"):
			b.readExamples(body)
		case strings.Contains(h, "categor"), strings.Contains(h, "label"), strings.Contains(h, "class"):
			b.readLabels(body)
		case strings.Contains(h, "format"), strings.Contains(h, "output"), strings.Contains(h, "answer"):
			b.readFormat(body)
		}
	}
	b.greet = greeting().MatchString(text)
	b.data = asData().MatchString(text)
	b.long = whenLong().MatchString(text)
	b.language = sameTongue().MatchString(text)
	if m := whenEmpty().FindStringSubmatch(text); m != nil {
		b.empty = m[2]
	}
	if m := wordLimit().FindStringSubmatch(text); m != nil {
		b.maxWords, _ = strconv.Atoi(m[1]) // the pattern allows digits only
	}
}

func (b *brief) readLabels(body string) {
	for _, m := range labelLine().FindAllStringSubmatch(body, -1) {
		words := wordSet(m[2])
		words[stem(strings.ToLower(m[1]))] = true
		b.labels = append(b.labels, label{name: strings.ToLower(m[1]), words: words})
	}
}

func (b *brief) readFormat(body string) {
	b.json = strings.Contains(strings.ToLower(body), "json")
	b.jsonOnly = b.json && nothingElse().MatchString(body)
	for _, m := range jsonKey().FindAllStringSubmatch(body, -1) {
		b.keys = append(b.keys, m[1])
	}
}

func (b *brief) readExamples(body string) {
	var words map[string]bool
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if m := exampleIn().FindStringSubmatch(line); m != nil {
			words = wordSet(m[2])
			continue
		}
		if words == nil {
			continue
		}
		if m := labelInJSON().FindStringSubmatch(line); m != nil {
			b.examples = append(b.examples, example{words, m[1]})
			words = nil
		} else if m := exampleOut().FindStringSubmatch(line); m != nil {
			b.examples = append(b.examples, example{words, strings.ToLower(m[2])})
			words = nil
		}
	}
}

// sections walks the text by Markdown headings; text before the first has the
// heading "".
func sections(text string) func(yield func(heading, body string) bool) {
	return func(yield func(heading, body string) bool) {
		heading, body := "", ""
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "#") {
				body += line
				continue
			}
			if !yield(heading, body) {
				return
			}
			heading, body = strings.TrimSpace(strings.TrimLeft(line, "#")), ""
		}
		yield(heading, body)
	}
}
