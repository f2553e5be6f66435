// Package memo keeps what is costly to make and asked for thousands of times in
// a run: compiled templates, patterns and schemas. What is not asked for is not
// made.
package memo
