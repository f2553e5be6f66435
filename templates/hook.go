package templates

import _ "embed" // for the templates below

//go:embed hook.sh.tmpl
var hookShim string

//go:embed hook_command.sh.tmpl
var hookCommand string

// DeferredFile lies in the git directory while commit-msg has to judge a commit
// that pre-commit could not: only the message says what it is.
const DeferredFile = "promptgit-deferred"

// HookShim is the text/template of a hook file. Its fields are Event, Program
// (quoted for sh), Guard (condition in sh to start it at all), Stdin (the event sends lines on standard input),
// Quiet (a missing program is no word worth) and Sum (the
// sum of the file with an empty Sum).
func HookShim() string { return hookShim }

// HookCommand is the text/template of a hook.NAME.command in Git's
// configuration: one line of sh, to which Git may append arguments. Its fields
// are Event, Program, Guard and Quiet.
func HookCommand() string { return hookCommand }
