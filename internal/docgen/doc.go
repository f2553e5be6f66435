// Package docgen writes one Markdown page per command from the command tree, so
// that the pages and the help cannot disagree, and parts the flags of a command that
// has many for both.
package docgen
