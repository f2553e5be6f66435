// Package process runs a command to its end: in a process group of its own that
// ends with the context, with bounded output, and without secrets in what it is
// quoted to have said.
package process
