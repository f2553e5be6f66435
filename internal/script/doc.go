// Package script runs the code of suites.
//
// JavaScript runs inside this process, each call in a machine of its own: it can
// compute and nothing else. It has no files, no network, no process, no timers
// and no require; what of Node is missing is named in the error of the one who
// asks for it. A call ends at a deadline, at a depth of calls, and when the
// process has grown too much while it ran. The engine cannot be stopped inside
// one of its own functions, so the few that could ask for much memory at once
// are bounded; the bound on memory is therefore a net and no wall.
//
// Python, Ruby and commands run as processes with all that a process may do,
// which is why a suite that has them must be trusted. The protocol is in
// docs/files.md.
package script
