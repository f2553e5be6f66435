// Package stats holds the few statistics that scores need: intervals for one
// version, exact paired tests for two versions on the same cases, and what a
// suite of a given size can detect at all. Cases are the unit of analysis:
// the samples of a case are averaged before they come here.
//
// It is pure and deterministic: random tests take a seed.
package stats
