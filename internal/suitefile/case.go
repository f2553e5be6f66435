package suitefile

import (
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// Case is a case to be written. What is empty is left out.
type Case struct {
	ID          string
	Description string
	Tags        []string
	Vars        *value.Object
	Asserts     []Assert
	Comment     string        // lines above it, where it can have a comment
	Metadata    *value.Object // what it has in the place of a comment
}

// Assert is an assertion to be written.
type Assert struct {
	Type      string   // with its "not-"
	Value     any      // nil for none
	Threshold *float64 // nil for none
}

// object is the case as an entry of tests.
func (c *Case) object() *value.Object {
	o := &value.Object{}
	if c.ID != "" {
		o.Set("id", c.ID)
	}
	if c.Description != "" {
		o.Set("description", c.Description)
	}
	if len(c.Tags) > 0 {
		tags := make([]any, len(c.Tags))
		for i, t := range c.Tags {
			tags[i] = t
		}
		o.Set("tags", tags)
	}
	if c.Vars.Len() > 0 {
		o.Set("vars", c.Vars)
	}
	if c.expands() {
		o.Set("options", value.NewObject("disableVarExpansion", true))
	}
	if len(c.Asserts) > 0 {
		list := make([]any, len(c.Asserts))
		for i, a := range c.Asserts {
			list[i] = a.object()
		}
		o.Set("assert", list)
	}
	if c.Metadata.Len() > 0 {
		o.Set("metadata", c.Metadata)
	}
	return o
}

// expands says whether a var is a list that would stand for several cases.
func (c *Case) expands() bool {
	for _, v := range c.Vars.All() {
		if list, ok := v.([]any); ok && len(list) > 0 {
			if _, text := list[0].(string); text {
				return true
			}
		}
	}
	return false
}

func (a Assert) object() *value.Object {
	o := value.NewObject("type", a.Type)
	if a.Value != nil {
		o.Set("value", a.Value)
	}
	if a.Threshold != nil {
		o.Set("threshold", *a.Threshold)
	}
	return o
}

// YAML gives cases as a block list, as they are written into a file.
func YAML(cases []Case) string {
	var b strings.Builder
	for i := range cases {
		b.WriteString(item{cases[i].Comment, cases[i].object()}.block(shape{content: 2}, "\n"))
	}
	return b.String()
}
