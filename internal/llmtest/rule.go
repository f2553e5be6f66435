package llmtest

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// Rule says what a matching request gets. The first rule that matches and is
// not used up answers; without rules, or when none matches, the last message
// comes back as it is.
type Rule struct {
	Match string `yaml:"match"` // regular expression on the last message; "" matches all
	Model string `yaml:"model"` // exact model name; "" matches all
	Times int    `yaml:"times"` // how many requests it serves, 0 for all

	Answer  string        `yaml:"answer"`  // text of the answer; $1 and ${name} are what Match found, $0 the whole
	Refusal string        `yaml:"refusal"` // marks the answer as a refusal, in place of its text
	Finish  string        `yaml:"finish"`  // finish reason, "stop" by default
	As      string        `yaml:"as"`      // model that says it answered, by default the one asked
	Tokens  [2]int        `yaml:"tokens"`  // prompt and completion; by default counted in words
	NoUsage bool          `yaml:"nousage"` // leave the usage out
	Delay   time.Duration `yaml:"delay"`   // before the first byte

	Status  int               `yaml:"status"`  // HTTP status, 200 by default
	Headers map[string]string `yaml:"headers"` // such as Retry-After
	Body    string            `yaml:"body"`    // sent as it is, in place of an answer
	Fault   Fault             `yaml:"fault"`
	Pause   time.Duration     `yaml:"pause"` // between the bytes of the fault "slow", and between the events of a stream

	match *regexp.Regexp
}

// Fault is a way in which a response goes wrong below HTTP.
type Fault string

// The faults.
const (
	None    Fault = ""
	Drop    Fault = "drop"    // the connection is reset before a response
	Cut     Fault = "cut"     // it is reset in the middle of the body
	Slow    Fault = "slow"    // the body comes byte by byte, Pause apart
	Hang    Fault = "hang"    // nothing comes until the client gives up
	Endless Fault = "endless" // the body never ends
	Reset   Fault = "reset"   // the peer resets the connection before a response
	Head    Fault = "head"    // the same after the head of one
	Short   Fault = "short"   // the head tells of a fourth of the body that comes
)

// ParseRules reads a YAML list of rules. Unknown keys are errors.
func ParseRules(src string) ([]Rule, error) {
	dec := yaml.NewDecoder(strings.NewReader(src))
	dec.KnownFields(true)
	var rules []Rule
	if err := dec.Decode(&rules); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the rules: %w", err)
	}
	return compile(rules)
}

func compile(rules []Rule) ([]Rule, error) {
	out := make([]Rule, len(rules))
	for i, r := range rules {
		re, err := regexp.Compile("(?s)" + r.Match)
		if err != nil {
			return nil, fmt.Errorf("rule %d: %w", i+1, err)
		}
		switch r.Fault {
		case None, Drop, Cut, Slow, Hang, Endless, Reset, Head, Short:
		default:
			return nil, fmt.Errorf("rule %d: unknown fault %q", i+1, r.Fault)
		}
		r.match = re
		out[i] = r
	}
	return out, nil
}

// answer is the text for a message that the rule matches.
func (r *Rule) answer(message string) string {
	at := r.match.FindStringSubmatchIndex(message)
	return string(r.match.ExpandString(nil, r.Answer, message, at))
}
