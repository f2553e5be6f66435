package config

import (
	"bytes"
	"encoding/json"

	"github.com/promptgit/promptgit/internal/value"
)

// JSONSchema is the JSON Schema (draft 2020-12) of promptgit.yaml, indented, for
// editors. It is made from the keys that Parse knows.
func JSONSchema() []byte {
	root := objectSchema(rootKeys(Default()))
	schema := value.NewObject(
		"$schema", "https://json-schema.org/draft/2020-12/schema",
		"title", FileName,
	)
	for k, v := range root.All() {
		schema.Set(k, v)
	}
	var b bytes.Buffer
	raw, err := json.Marshal(schema)
	if err == nil {
		err = json.Indent(&b, raw, "", "  ")
	}
	if err != nil {
		panic("config: the list of keys has no JSON: " + err.Error())
	}
	b.WriteByte('\n')
	return b.Bytes()
}

// objectSchema is the schema of a mapping. A key left empty counts as left out,
// so null is allowed everywhere.
func objectSchema(keys []key) *value.Object {
	properties := &value.Object{}
	var needed []any
	for _, k := range keys {
		property := value.NewObject("description", k.doc)
		if k.kind.required {
			needed = append(needed, k.name)
			for name, v := range k.kind.schema.All() {
				property.Set(name, v)
			}
		} else {
			if d, ok := k.kind.schema.Get("default"); ok {
				property.Set("default", d)
			}
			bare := k.kind.schema.Clone()
			bare.Delete("default")
			property.Set("anyOf", []any{bare, value.NewObject("type", "null")})
		}
		properties.Set(k.name, property)
	}
	schema := value.NewObject("type", "object", "properties", properties, "additionalProperties", false)
	if needed != nil {
		schema.Set("required", needed)
	}
	return schema
}
