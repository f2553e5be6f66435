package provider

// AnswerOf reads a reply of the JSON protocol.
var AnswerOf = answerOf

// FromVendor finds a model of Anthropic or Google in an id of promptfoo.
var FromVendor = fromVendor
