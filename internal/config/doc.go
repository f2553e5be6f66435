// Package config reads promptgit.yaml: which files are prompts, what judges
// them, which providers there are, and the policy for commits. One list of keys
// reads the file, suggests corrections and makes the JSON Schema.
//
// It works on bytes and paths handed in: it opens no file and knows no Git.
package config
