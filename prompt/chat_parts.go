package prompt

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// maxFile bounds a file that a message holds.
const maxFile = 16 << 20

const fileScheme = "file://"

// withMore keeps a message that holds more than text as it is written, so that it
// is rendered and sent so, and reads the files that it names. One that cannot be
// read as a message is compared and sent as its text, with a warning.
func (r *reader) withMore(m Message, o *value.Object, pos diag.Pos) Message {
	if !holdsMore(o) {
		return m
	}
	read, err := ReadMessage(o)
	if err != nil {
		r.p.Warnings = append(r.p.Warnings, diag.Diagnostic{
			Pos: pos, Message: fmt.Sprintf("the message is compared and sent as text: %v", err),
			Hint: "write the content as one text, or as a list of " + partForms,
		})
		return m
	}
	m.Written = o
	for _, part := range read.Parts {
		if name, isFile := strings.CutPrefix(part.URL, fileScheme); isFile {
			r.attach(name, part.Type, pos)
		}
	}
	return m
}

func holdsMore(o *value.Object) bool {
	for name, v := range o.All() {
		switch name {
		case "role", "name":
		case "content":
			if _, isText := v.(string); !isText && v != nil {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// attach reads a file that a message holds. It counts like an included one, by
// its hash.
func (r *reader) attach(name, kind string, pos diag.Pos) {
	full, ok := IncludePath(r.p.Path, name)
	switch {
	case strings.Contains(name, "{{"), strings.Contains(name, "{%"):
		r.problem(pos, "the name of the file "+name+" is a template, which is known only when rendering", "name the file in the prompt, or take a var with a data URI")
		return
	case !ok:
		r.problem(pos, fmt.Sprintf("the file %q is outside the repository", name), "a path is relative to the prompt; start it with / for the root")
		return
	case r.read == nil:
		r.problem(pos, fmt.Sprintf("cannot read %q here", name), "no other file can be read")
		return
	}
	src, err := r.read(full)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.missing(full, pos, "no file "+full, fmt.Sprintf("%q is relative to the prompt; start it with / for the root", name))
		return
	case err != nil:
		r.problem(pos, fmt.Sprintf("cannot read %s: %v", full, err), "name a regular file inside the repository")
		return
	case len(src) > maxFile:
		r.problem(pos, fmt.Sprintf("%s has more than %d MiB", full, maxFile>>20), "use a smaller file")
		return
	}
	part := Part{Type: mediaType(full, kind, src), Data: src}
	if part.Type == "" {
		r.problem(pos, full+" is no image", "use a .png, .jpg, .gif or .webp file, or a part of type file")
		return
	}
	if r.p.files == nil {
		r.p.files = map[string]Part{}
	}
	if _, known := r.p.files[name]; !known {
		r.p.files[name] = part
		r.addPartial(full, fmt.Appendf(nil, "%s, %d bytes, sha256 %x", part.Type, len(src), sha256.Sum256(src)))
	}
}

// mediaType is that of a file by its first bytes, else by its name; "" for what
// is to be an image and is none.
func mediaType(file, kind string, src []byte) string {
	if found := ImageType(src); found != "" {
		return found
	}
	ext := strings.ToLower(path.Ext(file))
	switch {
	case kind == "image" && ext == ".svg":
		return "image/svg+xml"
	case kind == "image":
		return ""
	case bytes.HasPrefix(src, []byte("%PDF-")):
		return "application/pdf"
	case ext == ".md":
		return "text/markdown"
	case ext == ".csv":
		return "text/csv"
	case ext == ".json":
		return "application/json"
	case utf8.Valid(src):
		return "text/plain"
	}
	return "application/octet-stream"
}

// ImageType is the media type of an image by its first bytes, "" for anything
// else.
func ImageType(src []byte) string {
	for _, s := range []struct{ begin, mime string }{
		{"\xff\xd8\xff", "image/jpeg"},
		{"\x89PNG\r\n\x1a\n", "image/png"},
		{"GIF87a", "image/gif"},
		{"GIF89a", "image/gif"},
		{"RIFF", "image/webp"},
		{"BM", "image/bmp"},
		{"II*", "image/tiff"},
		{"MM\x00", "image/tiff"},
		{"\x00\x00\x01\x00", "image/x-icon"},
	} {
		if bytes.HasPrefix(src, []byte(s.begin)) {
			return s.mime
		}
	}
	return ""
}

// renderWhole fills in every text of a message that holds more than text.
func (p *Prompt) renderWhole(ctx context.Context, t template, m Message, vars *value.Object) (Message, error) {
	filled, err := renderInside(ctx, t, m.Written, vars)
	if err != nil {
		return Message{}, err
	}
	read, err := ReadMessage(filled)
	if err == nil {
		err = p.attached(&read)
	}
	if err != nil {
		return Message{}, diag.Errors{{Pos: diag.Pos{Path: p.File(), Line: m.Line, Col: 1}, Message: err.Error()}}
	}
	read.Line = m.Line
	return read, nil
}

// attached puts the bytes of the files that a rendered message names in place.
func (p *Prompt) attached(m *Message) error {
	for i, part := range m.Parts {
		name, isFile := strings.CutPrefix(part.URL, fileScheme)
		if !isFile {
			continue
		}
		file, known := p.files[name]
		if !known {
			return fmt.Errorf("the file %s is named only when the prompt is rendered, and cannot be read then", name)
		}
		file.Detail = part.Detail
		m.Parts[i] = file
	}
	return nil
}
