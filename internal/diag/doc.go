// Package diag describes what is wrong with an input file: where, what, and
// what to type next. All problems of a file are reported at once.
//
// It formats and orders problems; it finds none, and reads nothing.
package diag
