package provider

import "github.com/promptgit/promptgit/eval"

// ReadReply reads a reply of the JSON protocol that holds no keys.
func ReadReply(raw []byte) (eval.Answer, error) {
	return readReply(raw, func(text string) string { return text })
}

// FromVendor finds a model of Anthropic or Google in an id of promptfoo.
var FromVendor = fromVendor
