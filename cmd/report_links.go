package cmd

import "github.com/promptgit/promptgit/internal/page"

// fileLinks are the addresses of the parts of a file, by prompt.
type fileLinks map[string]*promptLinks

// promptLinks are those of one prompt.
type promptLinks struct {
	part   string
	revs   map[string]string // ids of the parts of iterations
	matrix bool
}

func (l *promptLinks) add(rev string) { l.revs[rev] = l.part + "-" + rev[:min(12, len(rev))] }

func (f fileLinks) of(prompt, part string) string {
	if l := f[prompt]; l != nil {
		return "#" + l.part + part
	}
	return ""
}

// Overview implements [page.Links], as the others do.
func (f fileLinks) Overview() string { return "#overview" }

// History leads to the chart of a prompt.
func (f fileLinks) History(prompt string) string { return f.of(prompt, "") }

// Detail leads to an iteration, if the file has it.
func (f fileLinks) Detail(prompt, rev string) string {
	if l := f[prompt]; l != nil && l.revs[rev] != "" {
		return "#" + l.revs[rev]
	}
	return ""
}

// Compare leads to nothing of its own: an iteration is compared with the one before.
func (f fileLinks) Compare(string, string, string) string { return "" }

// Matrix leads to nothing: the parts of a prompt follow each other.
func (f fileLinks) Matrix(string) string { return "" }

// Suite leads to nothing, likewise.
func (f fileLinks) Suite(string) string { return "" }

// Bisect is no part of a file.
func (f fileLinks) Bisect(string) string { return "" }

// Search is no part of a file: a browser finds text in it.
func (f fileLinks) Search(string) string { return "" }

// Grade is no part of a file.
func (f fileLinks) Grade(string, string) string { return "" }

var _ page.Links = fileLinks{}
