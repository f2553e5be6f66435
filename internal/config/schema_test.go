package config_test

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/value"
)

func TestTheSchemaAcceptsWhatParseAccepts(t *testing.T) {
	t.Parallel()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(config.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err = compiler.AddResource("promptgit.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("promptgit.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []string{
		full, "{}", "policy:\nprompts:\n", "version: 1", "prompts: [{path: a, suite:}]", "gate: {min_score: 1}",
		"policy: {since: 1234567, exempt: a}",
		"version: 2", "nope: 1", "policy: {mod: off}", "policy: {mode: on}", "policy: {max_variables: 0}", "prompts: [{role: user}]",
		"prompts: []", "prompts: [{path: 1}]", "prompts: [{path:}]", "eval: {timeout: 5}", "eval: {timeout: 5 minutes}", "gate: {min_score: 2}",
		"providers: {a: {}}", "providers: {a: openai}", "providers: []", "eval: {repeat: many}", "judge: {votes: 5}", "judge: {votes: 4}", "judge: {votes: 101}", "judge: {temperature: 3}",
		"provider: [a]", "prices: {m: {input: 1, output: 2.5, cached: 0}}", "prices: {}", "prices: {m: {input: 1}}", "prices: {m: {input: -1, output: 1}}",
		"prices: [m]", "prices: {m: 1}", "prices: {m: {input: 1, output: 1, free: true}}", "prices: {m: {input: 1, output: 1, cached:}}",
	} {
		root, err := value.ParseYAML("promptgit.yaml", []byte(src), 0)
		if err != nil {
			t.Fatal(err)
		}
		v, err := value.FromYAML(root)
		if err != nil {
			t.Fatal(err)
		}
		instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(value.Canonical(v)))
		if err != nil {
			t.Fatal(err)
		}
		_, parseErr := config.Parse("promptgit.yaml", []byte(src))
		schemaErr := schema.Validate(instance)
		if (parseErr == nil) != (schemaErr == nil) {
			t.Errorf("%s\nParse: %v\nschema: %v", src, parseErr, schemaErr)
		}
	}
}
