// Package llmtest is a model server for tests: it speaks the chat completions
// of OpenAI, the Messages API of Anthropic and the Gemini API of Google on
// loopback, whole or as events, and does what its rules say, also what real
// servers do on bad days.
//
// It is a real HTTP server with no model behind it, and no part of the product.
package llmtest
