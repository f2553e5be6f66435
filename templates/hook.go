package templates

import _ "embed" // for the templates below

//go:embed hook.sh.tmpl
var hookShim string

//go:embed hook_command.sh.tmpl
var hookCommand string

// HookShim is the text/template of a hook file. Its fields are Event, Program
// (quoted for sh), Stdin (the event sends lines on standard input) and Sum (the
// sum of the file with an empty Sum).
func HookShim() string { return hookShim }

// HookCommand is the text/template of a hook.NAME.command in Git's
// configuration: one line of sh, to which Git may append arguments. Its fields
// are Event and Program.
func HookCommand() string { return hookCommand }
