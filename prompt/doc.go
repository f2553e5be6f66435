// Package prompt reads prompt files: bytes in; messages, model, parameters and
// the list of variables out. It compares two versions of a prompt variable by
// variable, and renders one with the vars of a case.
//
// It is pure: it opens no file, knows no Git and calls no model. Included files
// come through Options.Read.
package prompt
