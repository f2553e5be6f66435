package cassette

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// entry is one answer with what was asked. The request is for people: the key
// alone finds the answer.
type entry struct {
	key     string
	request request
	answer  eval.Answer
}

// request is what was asked, without what only this process knows.
type request struct {
	provider, model, endpoint, task string
	sample                          int
	params, tools, schema           any
	messages                        any // as a chat of OpenAI's
}

func requestOf(t eval.Target, req eval.Request) request {
	r := request{
		provider: t.Provider, model: t.Model, endpoint: t.Endpoint, task: string(req.Task), sample: req.Sample,
		tools: req.Tools, schema: req.Schema,
	}
	if req.Params.Len() > 0 {
		r.params = req.Params
	}
	list := make([]any, len(req.Messages))
	for i, m := range req.Messages {
		raw, err := json.Marshal(m)
		if err == nil {
			list[i], err = value.DecodeJSON(raw)
		}
		if err != nil { // its texts are all that can be shown
			list[i] = value.NewObject("role", m.Role, "content", m.Text)
		}
	}
	r.messages = list
	return r
}

// said tells one conversation from another.
func (r request) said() string { return string(value.Canonical(r.messages)) }

// written is the request as a file has it.
func (r request) written(hide func(string) string) request {
	text, err := encode(entry{key: strings.Repeat("0", 64), request: r}, hide)
	if err != nil {
		return r
	}
	e, err := decode(text)
	if err != nil {
		return r
	}
	return e.request
}

// version of the format.
const version = 1

// sumLine begins the last line, which has the SHA-256 of those before it.
const sumLine = "sha256: "

// encode writes an entry, for all time the same, without keys, and checks that it
// can be read.
func encode(e entry, hide func(string) string) ([]byte, error) {
	asked := value.NewObject("provider", e.request.provider, "model", e.request.model, "endpoint", e.request.endpoint)
	for _, p := range []struct {
		name string
		v    any
		has  bool
	}{
		{"task", e.request.task, e.request.task != ""},
		{"sample", int64(e.request.sample), true},
		{"params", e.request.params, e.request.params != nil},
		{"tools", e.request.tools, e.request.tools != nil},
		{"schema", e.request.schema, e.request.schema != nil},
		{"messages", e.request.messages, true},
	} {
		if p.has {
			asked.Set(p.name, p.v)
		}
	}
	said, err := answered(e.answer)
	if err != nil {
		return nil, err
	}
	doc := value.NewObject("cassette", int64(version), "key", e.key, "request", hidden(asked, hide), "answer", hidden(said, hide))
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err = errors.Join(enc.Encode(node(doc)), enc.Close()); err != nil {
		return nil, err
	}
	text := append(b.Bytes(), sumOf(b.Bytes())...)
	back, err := decode(text)
	if err != nil {
		return nil, fmt.Errorf("what was written cannot be read: %w", err)
	}
	again, err := answered(back.answer)
	if err != nil || !bytes.Equal(value.Canonical(again), value.Canonical(hidden(said, hide))) {
		return nil, errors.Join(errors.New("what was written reads back as another answer"), err)
	}
	return text, nil
}

func sumOf(body []byte) []byte { return fmt.Appendf(nil, "%s%x\n", sumLine, sha256.Sum256(body)) }

func (c *Cassette) read(file string) (entry, error) {
	path := filepath.Join(c.dir, file)
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return entry{}, err
	case !info.Mode().IsRegular(): // a link to a device would never end
		return entry{}, errors.New("it is no regular file")
	case info.Size() > longest:
		return entry{}, fmt.Errorf("it is larger than %d MiB", longest>>20)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return entry{}, err
	}
	return decode(text)
}

// longest is the size up to which a file is read, in bytes: an answer has at most
// 32 MiB, and every character of it may be escaped.
const longest = 256 << 20

// decode reads an entry. Git may have given it other line breaks.
func decode(text []byte) (entry, error) {
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	at := bytes.LastIndex(bytes.TrimRight(text, "\n"), []byte("\n"+sumLine)) + 1
	if at == 0 || !bytes.Equal(text[at:], sumOf(text[:at])) {
		return entry{}, errors.New("its checksum does not match: it was changed or cut")
	}
	var doc struct {
		Cassette int       `yaml:"cassette"`
		Key      string    `yaml:"key"`
		Request  yaml.Node `yaml:"request"`
		Answer   answer    `yaml:"answer"`
	}
	if err := yaml.Unmarshal(text[:at], &doc); err != nil {
		return entry{}, err
	}
	if doc.Cassette != version {
		return entry{}, fmt.Errorf("its version is %d, not %d", doc.Cassette, version)
	}
	v, err := value.FromYAML(&doc.Request)
	if err != nil {
		return entry{}, err
	}
	asked, _ := v.(*value.Object)
	r := request{}
	for name, into := range map[string]*string{"provider": &r.provider, "model": &r.model, "endpoint": &r.endpoint, "task": &r.task} {
		x, _ := asked.Get(name)
		*into, _ = x.(string)
	}
	n, _ := asked.Get("sample")
	whole, _ := n.(int64)
	r.sample = int(whole)
	r.messages, _ = asked.Get("messages")
	if err := doc.Answer.check(); err != nil {
		return entry{}, err
	}
	return entry{doc.Key, r, doc.Answer.eval()}, nil
}

// answer is an answer as a file has it: what is empty is left out, and what
// differs from call to call and decides nothing too.
type answer struct {
	Output       string    `json:"output" yaml:"output"`
	Model        string    `json:"model,omitzero" yaml:"model"`
	FinishReason string    `json:"finish_reason,omitzero" yaml:"finish_reason"`
	Structured   bool      `json:"structured,omitzero" yaml:"structured"`
	Thoughts     string    `json:"thoughts,omitzero" yaml:"thoughts"`
	Refusal      bool      `json:"refusal,omitzero" yaml:"refusal"`
	Flagged      *bool     `json:"flagged,omitzero" yaml:"flagged"`
	LogProbs     []float64 `json:"log_probs,omitzero" yaml:"log_probs,flow"`
	Tokens       tokens    `json:"tokens,omitzero" yaml:"tokens"`
	Cost         *float64  `json:"cost_usd,omitzero" yaml:"cost_usd"`
	Latency      float64   `json:"latency_ms,omitzero" yaml:"latency_ms"`
	FirstToken   float64   `json:"first_token_ms,omitzero" yaml:"first_token_ms"`
}

type tokens struct {
	Prompt     int `json:"prompt,omitzero" yaml:"prompt"`
	Completion int `json:"completion,omitzero" yaml:"completion"`
	Total      int `json:"total,omitzero" yaml:"total"`
	Cached     int `json:"cached,omitzero" yaml:"cached"`
	Reasoning  int `json:"reasoning,omitzero" yaml:"reasoning"`
}

// answered is an answer as data.
func answered(a eval.Answer) (any, error) {
	raw, err := json.Marshal(answer{
		Output: strings.ToValidUTF8(a.Output, "\ufffd"), Model: a.Model, FinishReason: a.FinishReason, Structured: a.Structured,
		Thoughts: a.Thoughts, Refusal: a.Refusal, Flagged: a.Flagged, LogProbs: a.LogProbs, Tokens: tokens(a.Tokens), Cost: a.Cost,
		Latency: milliseconds(a.Latency), FirstToken: milliseconds(a.FirstToken),
	})
	if err != nil {
		return nil, err
	}
	return value.DecodeJSON(raw)
}

func (a answer) eval() eval.Answer {
	return eval.Answer{
		Output: a.Output, Model: a.Model, FinishReason: a.FinishReason, Structured: a.Structured, Thoughts: a.Thoughts, Refusal: a.Refusal, Flagged: a.Flagged,
		LogProbs: a.LogProbs, Tokens: eval.Tokens(a.Tokens), Cost: a.Cost, Latency: duration(a.Latency), FirstToken: duration(a.FirstToken),
	}
}

// check refuses numbers that no provider can have given.
func (a answer) check() error {
	numbers := map[string]float64{"latency_ms": a.Latency, "first_token_ms": a.FirstToken}
	if a.Cost != nil {
		numbers["cost_usd"] = *a.Cost
	}
	for name, n := range map[string]int{
		"prompt": a.Tokens.Prompt, "completion": a.Tokens.Completion, "total": a.Tokens.Total, "cached": a.Tokens.Cached, "reasoning": a.Tokens.Reasoning,
	} {
		numbers["tokens."+name] = float64(n)
	}
	for name, n := range numbers {
		if !(n >= 0 && n < 1e15) {
			return fmt.Errorf("its %s cannot be %v", name, n)
		}
	}
	for _, p := range a.LogProbs {
		if math.IsNaN(p) || math.IsInf(p, 0) {
			return fmt.Errorf("its log_probs cannot hold %v", p)
		}
	}
	return nil
}

// milliseconds rounds to whole ones: nobody reads more.
func milliseconds(d time.Duration) float64 { return float64(d.Round(time.Millisecond).Milliseconds()) }

func duration(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }
