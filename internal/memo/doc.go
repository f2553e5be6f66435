// Package memo keeps what is costly to make and asked for thousands of times in
// a run: compiled templates, patterns and schemas.
package memo
