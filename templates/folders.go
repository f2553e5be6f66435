package templates

import (
	"embed"
	"io/fs"
)

//go:embed demo
var demo embed.FS

// Demo holds the repository of the demo command: the first prompt, the suite,
// the configuration, and history.yaml with the edit of each iteration.
func Demo() fs.FS { return sub(demo, "demo") }

//go:embed starter
var starter embed.FS

// Starter holds what init writes: the text/template of promptgit.yaml, whose
// field is Since, a prompt and its suite.
func Starter() fs.FS { return sub(starter, "starter") }

//go:embed page
var pages embed.FS

// Page holds the html/template files of the pages and what a browser loads with
// them.
func Page() fs.FS { return sub(pages, "page") }

func sub(files embed.FS, dir string) fs.FS {
	below, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // the folder is embedded
	}
	return below
}
