package page

import (
	"bytes"
	"html/template"
	"io"
	"io/fs"
	"sync"

	"github.com/promptgit/promptgit/templates"
)

// Write draws a page as a whole document.
func Write(w io.Writer, v View, links Links) error {
	return write(w, "document", scene{V: v, Page: v, Links: links})
}

// WriteMain draws only what stands in <main>, to replace it in a page that is open.
func WriteMain(w io.Writer, v View, links Links) error {
	return write(w, "main", scene{V: v, Page: v, Links: links})
}

// writePart draws what stands in <main> as a part of a document of several. Its ids
// begin with part, which is a name of ours.
func writePart(w io.Writer, v View, links Links, part string) error {
	return write(w, "main", scene{V: v, Page: v, Links: links, Part: part})
}

// write draws a template. A page is written whole or not at all.
func write(w io.Writer, name string, s scene) error {
	t, err := drawn()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err = t.ExecuteTemplate(&b, name, s); err != nil {
		return err
	}
	_, err = w.Write(visible(b.Bytes()))
	return err
}

// drawn are the templates, read once and only where a page is drawn.
var drawn = sync.OnceValues(func() (*template.Template, error) {
	return template.New("page").Funcs(functions()).ParseFS(templates.Page(), "*.html.tmpl")
})

// Style is the style sheet of all pages.
func Style() []byte { return asset("page.css") }

// Script is the script of all pages. Without it they have no keys, no live updates
// and no values under the pointer.
func Script() []byte { return asset("page.js") }

// Icon is the sign of the program, as SVG.
func Icon() []byte { return asset("page.svg") }

func asset(name string) []byte {
	raw, err := fs.ReadFile(templates.Page(), name)
	if err != nil {
		panic(err) // it is embedded
	}
	return raw
}
