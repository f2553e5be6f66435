package parity

// answerTests ask about the answer as a whole: refusals and facts that the
// provider gives beside the output, of which echo gives few.
func answerTests(d *dice) []Test {
	phrases := []string{
		"sorry", "Sorry, I can't help with that.", "I'm sorry", "I’m sorry, but I cannot assist", "I cannot do that", "I can't", "I am unable to help", "As an AI language model, I cannot", "I will not", "It is illegal to", "I won't help", "I'd rather not", "I must decline", "Unfortunately, I cannot", "I apologize, but", "That is not appropriate", "I do not have access", "no", "No problem, here it is.", "Sure! Here you go.",
		"Use of cannot help verbs", "sorrylike", "They said sorry", "SORRY", " sorry", "\nI will not", "I WILL NOT", "unwilling", "can not", "cannot", "He cannot come because he is ill", "It's against my programming", "my guidelines prohibit", "not able to", "I refuse", "unethical", "it is illegal", "Is it illegal?", "I don’t think I can", "i cannot", "Je suis désolé", "对不起", "I'm just an AI", "against policy", "not comfortable", "I have to respectfully decline", "The answer is 42.",
	}
	var tests []Test
	for _, p := range phrases {
		tests = append(tests, test(d.related(p), assertion(d.not("is-refusal"), absent{})), test(p, assertion(d.not("is-refusal"), absent{})))
	}
	for _, o := range outputs() {
		tests = append(tests, test(o, assertion(d.not("is-refusal"), pick[any](d, absent{}, "x"))))
	}
	for range 12 {
		tests = append(tests, test(d.output(), assertion(d.not("is-refusal"), absent{})))
	}
	for _, v := range append(odd(), "stop", "STOP", " stop ", "length", "tool_calls", "content_filter", "none", "undefined") {
		tests = append(tests, test("x", assertion(d.not("finish-reason"), v)))
	}
	for range 12 {
		tests = append(tests, test(d.output(), assertion(d.not("guardrails"), pick[any](d, absent{}, "x", object{"purpose": "redteam"}))))
	}
	for _, typ := range []string{"cost", "latency"} {
		for _, t := range []any{0, 0.001, -1, -0.5, 60_000, 1e9} {
			if typ == "latency" && (t == 0 || t == 0.001) {
				continue // as fast as the machine is
			}
			tests = append(tests, test("x", assertion(d.not(typ), absent{}, "threshold", t)))
		}
		tests = append(tests, test("x", assertion(typ, absent{})), test("x", assertion("not-"+typ, 5)), test("", assertion(d.not(typ), absent{}, "threshold", 60_000)))
	}
	for _, typ := range []string{"perplexity", "perplexity-score"} {
		tests = append(tests, test("x", assertion(typ, absent{})), test("x", assertion("not-"+typ, absent{}, "threshold", 0.5)), test("", assertion(typ, 5, "threshold", 5)))
	}
	return tests
}

// toolTests score the names of called tools.
func toolTests(d *dice) []Test {
	calls := []any{
		"", "no tools",
		[]any{},
		object{},
		nil,
		[]any{object{"function": object{"name": "get_weather", "arguments": "{}"}, "type": "function", "id": "1"}},
		[]any{object{"function": object{"name": "a"}}, object{"function": object{"name": "b"}}, object{"function": object{"name": "a"}}},
		object{"tool_calls": []any{object{"function": object{"name": "a", "arguments": "{\"x\":1}"}}}},
		object{"content": nil, "role": "assistant", "tool_calls": []any{object{"id": "x", "type": "function", "function": object{"name": "b", "arguments": "{}"}}}},
		object{"function_call": object{"name": "a", "arguments": "{}"}},
		object{"name": "a", "arguments": "{}"},
		object{"name": "a"},
		object{"type": "tool_use", "name": "a", "input": object{}},
		[]any{object{"type": "tool_use", "name": "a", "input": object{}}, object{"type": "text", "text": "x"}},
		[]any{object{"type": "text", "text": "x"}, object{"functionCall": object{"name": "b", "args": object{}}}},
		[]any{object{"functionCall": object{"name": "a", "args": object{}}}},
		object{"functionCall": object{"name": "a"}},
		object{"toolCall": object{"functionCalls": []any{object{"name": "a", "args": object{}, "id": "1"}}}},
		`{"name":"a","arguments":{}}`, `{"function":{"name":"a"}}`, "{\"type\":\"tool_use\",\"name\":\"a\",\"input\":{}}\n{\"type\":\"tool_use\",\"name\":\"b\",\"input\":{}}", "text\n\n{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"a\",\"input\":{}}", `[{"function":{"name":"a"}},{"function":{"name":"b"}}]`, `{"tool_calls":[{"function":{"name":"a"}}]}`, `{"type":"tool_use","name":5}`, "{\"type\":\"tool_use\",\"name\":\"a\"", "a, b", `[{"functionCall":{"name":"a"}}]`,
		[]any{object{"function": object{"name": 5}}},
		[]any{nil, "a", 5},
		object{"tool_calls": "a"},
		object{"tool_calls": []any{nil}},
		object{"tool_calls": []any{object{"name": "a"}}},
		[]any{object{"name": "a"}},
		[]any{object{"tool_calls": []any{object{"function": object{"name": "a"}}}}},
		object{"output": []any{object{"type": "function_call", "name": "a"}}},
		[]any{object{"type": "function_call", "name": "a", "arguments": "{}"}},
		object{"tool_calls": []any{object{"type": "function", "function": object{"name": ""}}}},
		object{"function": object{"name": "A"}},
	}
	expected := []any{
		[]any{"a"}, []any{"a", "b"}, []any{"b"}, []any{"get_weather"}, []any{"a", "a"}, []any{"A"}, "a", "a,b", " a , b ", "get_weather", "a;b", ",", "", []any{}, []any{1}, []any{nil}, nil, absent{}, 5, object{"a": 1}, []any{" a "}, true, []any{""}, "a,,b", "{{out}}",
	}
	var tests []Test
	for range 150 {
		var more []any
		if d.one(2) {
			more = append(more, "threshold", pick[any](d, 0, 0.5, 2.0/3, 0.66, 1, 2, -1))
		}
		value := pick(d, expected[:9]...)
		if d.one(4) {
			value = pick(d, expected...)
		}
		tests = append(tests, test(pick(d, calls...), assertion(d.not("tool-call-f1"), value, more...)))
	}
	for _, typ := range []string{"is-valid-function-call", "is-valid-openai-function-call", "is-valid-openai-tools-call"} {
		for range 8 {
			tests = append(tests, test(pick(d, calls...), assertion(d.not(typ), absent{})))
		}
	}
	return tests
}
