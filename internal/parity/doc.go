// Package parity holds promptgit to the verdicts of promptfoo. It generates
// configurations with hostile values over all assertion types that need no
// model, reads what promptfoo and promptgit say of them, and compares the two.
//
// The command in internal/parity/run does so with a real promptfoo. What that
// said is kept in testdata, and a test of cmd holds every build to it.
package parity
