// Package client fetches prompts from promptgit serve --api, by a label such as
// production, and goes on with what it has when the server does not answer.
//
// An answer is kept in memory and used for [Options.TTL] without asking. After that it
// is still given at once, while the client asks in the background whether it is still
// what the label has, which is a 304 of no body where it is. Only after a pause of more
// than a minute Get waits for that. With [Options.Dir] the last
// good answer is kept in a file, too, and stands in where the server is gone also for a
// process that starts then. [Prompt.Stale] says so.
package client
