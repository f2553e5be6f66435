// Package cmd wires the product together: one file per command, App for what a
// command gets from outside, root.go for the list of commands and exit.go for
// the exit codes. Commands parse flags and print; the work is done below.
package cmd
