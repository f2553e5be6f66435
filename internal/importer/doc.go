// Package importer reads what other tools keep of prompts: bytes in, versions of
// prompts, suites and labels out, with what is wrong or left out as diagnostics
// that have a place. It is pure: it opens no file, asks no server and knows no
// clock. What becomes of a version (a commit, a file) is for the caller to say.
//
//	source, ok := importer.Find("langfuse")
//	got := source.Read([]importer.File{{Path: "prompts.json", Src: src}}, importer.Options{})
//
// To add a source: one file, and one line in [Sources].
package importer
