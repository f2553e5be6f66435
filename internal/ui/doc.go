// Package ui writes results and progress: aligned color tables on a terminal,
// TAB-separated rows in a pipe, JSON documents, and progress on stderr.
//
// Rules: results go to stdout and everything else to stderr; color is never the
// only sign; text that comes from models and repositories is cleaned of control
// characters before it reaches a terminal.
package ui
