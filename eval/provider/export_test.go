package provider

// AnswerOf reads a reply of the JSON protocol.
var AnswerOf = answerOf
