// Package coverage says which texts resemble which others without asking a
// model, and groups those that resemble nothing.
package coverage
