package page

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"io"
	"iter"
)

// File is what stands at the start of a document that holds many pages and needs
// nothing else: neither a server nor the network.
type File struct {
	Frame
	Contents []FileLink // of its prompts
}

// FileLink leads to a part of the file.
type FileLink struct{ Name, ID string }

// FilePart is one page within a file.
type FilePart struct {
	ID    string // of letters, digits and "-", no other part's
	View  View
	Title string // "" for a part that is always open, else what stands above it while it is closed
}

// Iteration is what the part tells, nil for a part of several.
func (p FilePart) Iteration() *Iteration {
	if step, one := p.View.(*Step); one {
		return &step.Iteration
	}
	return nil
}

// The kinds of pages that only a file has.
const (
	KindFile Kind = "file"
	KindStep Kind = "step"
)

// Kind names the page.
func (*File) Kind() Kind { return KindFile }

// Subject is of no prompt alone.
func (*File) Subject() string { return "" }

// fileStart is what the template of a file sees of it.
type fileStart struct {
	*File
	Policy string
	Style  template.CSS
	Script template.JS
}

// WriteFile writes a document of many pages, one after the other as they come. A
// browser runs nothing of it but its own script, and asks nobody for anything.
func WriteFile(w io.Writer, f *File, links Links, parts iter.Seq2[FilePart, error]) error {
	style := string(Style()) + string(asset("file.css"))
	start := fileStart{
		File: f, Style: template.CSS(style), Script: template.JS(Script()), //nolint:gosec // they are ours
		Policy: "default-src 'none'; style-src '" + digest(style) + "'; script-src '" + digest(string(Script())) +
			"'; img-src data:; base-uri 'none'; form-action 'none'",
	}
	if err := write(w, "file-start", scene{V: start, Page: f, Links: links}); err != nil {
		return err
	}
	for part, err := range parts {
		if err != nil {
			return err
		}
		if err = writeFilePart(w, part, links); err != nil {
			return err
		}
	}
	return write(w, "file-end", scene{V: start, Page: f, Links: links})
}

func writeFilePart(w io.Writer, part FilePart, links Links) error {
	s := scene{V: part, Page: part.View, Links: links, Part: part.ID}
	if err := write(w, "part-start", s); err != nil {
		return err
	}
	var err error
	if _, own := part.View.(*Step); own {
		err = write(w, "step", scene{V: part.View, Page: part.View, Links: links, Part: part.ID})
	} else {
		err = writePart(w, part.View, links, part.ID)
	}
	if err != nil {
		return err
	}
	return write(w, "part-end", s)
}

// digest is how a policy names a text that stands in the document itself.
func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
