package importer

import (
	"bytes"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/secret"
)

// withoutKeys gives a file without what looks like a key, and says where it stood
// in the file that it came from.
func (in *Import) withoutKeys(src []byte, from File, pos diag.Pos) []byte {
	found := secret.Find(src, false)
	for len(found) > 0 {
		for _, f := range found {
			at := pos
			if i := bytes.Index(from.Src, []byte(f.Value)); i >= 0 {
				at = (&document{path: from.Path, src: from.Src}).place(i)
			}
			in.warn(at, f.Kind+" is left out", "take it out of the prompt where it comes from, too, and make a new one: it may be known")
			src = bytes.ReplaceAll(src, []byte(f.Value), []byte(secret.Hidden))
		}
		found = secret.Find(src, false) // it stops at a hundred
	}
	return src
}
