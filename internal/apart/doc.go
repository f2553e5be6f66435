// Package apart takes a change of several variables apart into parts of one
// variable each, so that they can be committed, or judged, one by one.
//
// It knows no format. The edits between two versions of a file are lines, and
// words where that is too coarse; which of them belong together is found by
// trial: apply some to the older version, parse what results, and see which
// variables that changes. Where that gives no set of edits for each variable, a
// chain of steps is looked for that build on one another. Whatever the method
// proposes is checked the same way: each step from one part to the next changes
// exactly one variable by [prompt.Compare], and the last one gives the newer
// version byte by byte.
//
// It does not know Git, and judges nothing by a suite.
package apart
