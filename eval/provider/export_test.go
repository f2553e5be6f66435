package provider

// ReadReply reads a reply of the JSON protocol.
var ReadReply = readReply

// FromVendor finds a model of Anthropic or Google in an id of promptfoo.
var FromVendor = fromVendor
