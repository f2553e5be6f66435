package prompt

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
)

// IncludePath resolves the name that a file includes: from the folder of the
// including file, or from the root of the repository after a leading slash. It
// is false for a name that leaves the repository.
func IncludePath(from, name string) (string, bool) {
	full := path.Join(path.Dir(from), name)
	if strings.HasPrefix(name, "/") {
		full = path.Clean(strings.TrimLeft(name, "/"))
	}
	return full, fs.ValidPath(full) && full != "."
}

// include reads every file that the messages include, and those that these
// include in turn.
func (r *reader) include(opts Options) {
	if r.p.Engine != engineNunjucks {
		return
	}
	in := includer{r: r, read: opts.Read}
	for _, m := range r.p.Messages {
		in.file(r.p.Path, m.Text, m.Line, []string{path.Clean(r.p.Path)})
	}
}

// MayInclude says whether any format could find an include in a file: without
// the start of a statement there is none.
func MayInclude(src []byte) bool { return bytes.Contains(src, []byte("{%")) }

type includer struct {
	r    *reader
	read func(string) ([]byte, error)
}

// file follows the includes of one text that starts at line first of a file;
// trail is the way from the prompt to that file.
func (in *includer) file(from, text string, first int, trail []string) {
	if !strings.Contains(text, "{%") {
		return
	}
	for _, t := range templateTags(text) {
		if t.kind != tagStatement {
			continue
		}
		word, rest, _ := strings.Cut(t.inner(text), " ")
		if word != "include" && word != "import" && word != "from" && word != "extends" {
			continue
		}
		before := text[:t.start]
		pos := diag.Pos{
			Path: from,
			Line: first + strings.Count(before, "\n"),
			Col:  t.start - strings.LastIndexByte(before, '\n'),
		}
		name, after, ok := quoted(strings.TrimSpace(rest))
		if !ok {
			in.r.p.Warnings = append(in.r.p.Warnings, diag.Diagnostic{
				Pos: pos, Message: word + " of a name that is known only when rendering",
				Hint: "write the path in quotes, so that a change of that file counts",
			})
			continue
		}
		in.partial(name, pos, trail, strings.Contains(after, "ignore missing"))
	}
}

func (in *includer) partial(name string, pos diag.Pos, trail []string, optional bool) {
	full, ok := IncludePath(pos.Path, name)
	switch {
	case !ok:
		in.r.errs.Add(pos, fmt.Sprintf("include of %q leaves the repository", name), "a path is relative to the including file; start it with / for the root")
		return
	case slices.Contains(trail, full):
		in.r.errs.Add(pos, "include cycle: "+strings.Join(append(slices.Clone(trail), full), " -> "), "take one of these includes out")
		return
	case slices.ContainsFunc(in.r.p.Partials, func(p Partial) bool { return p.Path == full }):
		return
	case in.read == nil:
		in.r.errs.Add(pos, fmt.Sprintf("cannot include %q here", name), "no other file can be read")
		return
	}
	src, err := in.read(full)
	if err != nil {
		if missing := errors.Is(err, fs.ErrNotExist); !missing {
			in.r.errs.Add(pos, fmt.Sprintf("cannot read %s: %v", full, err), "")
		} else if optional {
			in.r.p.Absent = append(in.r.p.Absent, full)
		} else {
			in.r.errs.Add(pos, "no file "+full, fmt.Sprintf("%q is relative to the including file; start it with / for the root", name))
		}
		return
	}
	if err := checkText(full, src); err != nil {
		in.r.fail(err, pos.Line)
		return
	}
	text := unixText(src)
	in.r.p.Partials = append(in.r.p.Partials, Partial{Path: full, Text: text})
	in.file(full, text, 1, append(slices.Clone(trail), full))
}

// quoted reads a string literal at the start of s.
func quoted(s string) (literal, rest string, ok bool) {
	if s == "" || s[0] != '"' && s[0] != '\'' {
		return "", "", false
	}
	end := strings.IndexByte(s[1:], s[0])
	if end < 0 {
		return "", "", false
	}
	return s[1 : 1+end], s[end+2:], true
}

// partialVariable makes a variable of an included file.
func partialVariable(p Partial) Variable {
	var n normalizer
	for _, l := range splitLines(stripComments(p.Text), 1) {
		n.add(l)
	}
	return Variable{
		ID: "partial:" + p.Path, Kind: KindPartial, Name: p.Path, Message: -1,
		Text: strings.TrimSpace(p.Text), Norm: n.String(),
	}
}
