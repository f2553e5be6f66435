// Package review holds what reviewers say of versions of prompts: the line that is
// stored of it (docs/notes.md has the format), and whose word stands.
package review
