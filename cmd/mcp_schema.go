package cmd

import (
	"encoding/json"

	"github.com/promptgit/promptgit/internal/value"
)

// agentInput is what tools take. Each takes some of it: its schema says which, and
// refuses the rest.
type agentInput struct {
	Prompt   string        `json:"prompt"`
	Target   string        `json:"target"`
	Rev      string        `json:"rev"`
	A        string        `json:"a"`
	B        string        `json:"b"`
	Good     string        `json:"good"`
	Bad      string        `json:"bad"`
	Suite    string        `json:"suite"`
	Provider string        `json:"provider"`
	Model    string        `json:"model"`
	Metric   string        `json:"metric"`
	Where    string        `json:"where"`
	Case     string        `json:"case"`
	Cases    []string      `json:"cases"`
	Filter   string        `json:"filter"`
	Show     string        `json:"show"`
	Vars     *value.Object `json:"vars"`
	Repeat   int           `json:"repeat"`
	Vouched  bool          `json:"assume_regression"`
	MaxCalls int           `json:"max_calls"`
	MaxCost  *float64      `json:"max_cost"`
	Offset   int           `json:"offset"`
	Limit    int           `json:"limit"`
	MaxText  int           `json:"max_text"`
}

// agentParam is one of them as a tool takes it, in terms of JSON Schema.
type agentParam struct {
	name     string
	kind     string // string, integer, number, boolean, strings or object
	doc      string
	required bool
	choices  []any
	usual    any // the default, nil for none
	least    any // numbers, nil for no bound
	most     any
}

// mostParamText bounds a text that a tool takes, in characters.
const mostParamText = 4096

func textParam(name, doc string) agentParam { return agentParam{name: name, kind: "string", doc: doc} }

func (p agentParam) needed() agentParam {
	p.required = true
	return p
}

// schema is the property of a tool's schema.
func (p agentParam) schema() *value.Object {
	text := value.NewObject("type", "string", "maxLength", mostParamText)
	o := value.NewObject("type", p.kind, "description", p.doc)
	switch p.kind {
	case "string":
		o.Set("maxLength", mostParamText)
	case "strings":
		o.Set("type", "array")
		o.Set("items", text)
		o.Set("maxItems", 200)
	case "object":
		o.Set("additionalProperties", value.NewObject("type", []any{"string", "number", "boolean", "array", "object", "null"}))
		o.Set("maxProperties", 200)
	}
	for name, v := range map[string]any{"default": p.usual, "minimum": p.least, "maximum": p.most} {
		if v != nil {
			o.Set(name, v)
		}
	}
	if p.choices != nil {
		o.Set("enum", p.choices)
	}
	return o
}

// schema is the JSON Schema of what a tool takes.
func (t agentTool) schema() json.RawMessage {
	properties, required := value.NewObject(), []any{}
	for _, p := range t.all() {
		properties.Set(p.name, p.schema())
		if p.required {
			required = append(required, p.name)
		}
	}
	o := value.NewObject("type", "object", "properties", properties, "additionalProperties", false)
	if len(required) > 0 {
		o.Set("required", required)
	}
	raw, _ := o.MarshalJSON() // it holds texts, numbers and lists alone
	return raw
}

// all are the params with those of the page.
func (t agentTool) all() []agentParam {
	if len(t.page.lists) == 0 {
		return t.params
	}
	return append(t.params[:len(t.params):len(t.params)],
		agentParam{name: "limit", kind: "integer", doc: "at most so many rows of the long lists of the document (" + t.page.names() + ")", usual: t.page.usual, least: 1, most: 200},
		agentParam{name: "offset", kind: "integer", doc: "leave out so many rows first, to go on where the last call was cut", usual: 0, least: 0},
		agentParam{name: "max_text", kind: "integer", doc: "cut texts behind so many characters", usual: usualText, least: 100, most: 20_000},
	)
}
