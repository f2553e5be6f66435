// Package llmtest is a model server for tests: it speaks the chat completions
// of the OpenAI API on loopback and does what its rules say, also what real
// servers do on bad days.
//
// It is a real HTTP server with no model behind it, and no part of the product.
package llmtest
