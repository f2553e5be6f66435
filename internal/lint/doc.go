// Package lint holds what the method of promptgit teaches as rules over one
// prompt and the suites that judge it. A rule never asks a model and runs
// nothing; where it cannot be sure it is silent.
package lint
