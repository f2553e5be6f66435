// Package advise says where the history of a prompt stands in the method: whether
// a gain is real, when to stop, whether a prompt was fitted to its cases, which
// cases flip by themselves. It takes records and gives findings with their
// evidence; it calls no model and reads no file. Statistics.md 4.1, 4.3 and 4.4
// hold the rules, docs/statistics.md what simulations of them gave.
//
// Gains, bounds and effects are differences of scores, from -1 to 1; points are
// hundredths of them.
package advise
