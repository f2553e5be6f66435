// Package cassette keeps the answers of models in a folder that is committed and
// reviewed: one YAML file an answer, with what was asked beside it, under a name
// that depends on nothing else. Where it is played no model is asked.
package cassette
