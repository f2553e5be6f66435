// Package grade holds the assertion types: one file each, listed in All. They
// decide as promptfoo 0.121 does, down to JavaScript's rules for lower case,
// white space, numbers, JSON and regular expressions, because a suite must give
// the same verdict in both.
//
// The only state is what the graders of one list compiled, and only model-graded types reach beyond their input.
package grade
