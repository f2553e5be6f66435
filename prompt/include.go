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
	e, _ := engineOf(r.p.Engine) // an unknown one includes nothing
	if e.includes == nil {
		return
	}
	r.partly = opts.Partly
	in := &includer{r: r, engine: e, read: opts.Read}
	messages := r.p.Messages
	if r.p.whole != nil {
		messages = []Message{*r.p.whole}
	}
	for _, m := range messages {
		e.includes(in, r.p.Path, m.Text, m.Line, m.Flat, []string{path.Clean(r.p.Path)})
	}
}

// MayInclude says whether any format could find an include in a file: without
// the start of a statement or of a partial there is none.
func MayInclude(src []byte) bool {
	return bytes.Contains(src, []byte("{%")) || bytes.Contains(src, []byte("{{")) && bytes.IndexByte(src, '>') >= 0 ||
		bytes.Contains(src, []byte("${file:")) || bytes.Contains(src, []byte("file://"))
}

type includer struct {
	r      *reader
	engine engine
	read   func(string) ([]byte, error)
}

// problem reports a file that cannot be had, or that leads nowhere.
func (r *reader) problem(pos diag.Pos, message, hint string) {
	to := &r.errs
	if r.partly {
		to = &r.p.Unresolved
	}
	to.Add(pos, message, hint)
}

// missing reports a file that is not there.
func (r *reader) missing(full string, pos diag.Pos, message, hint string) {
	if r.partly {
		r.p.Absent = append(r.p.Absent, full)
	}
	r.problem(pos, message, hint)
}

// nunjucksIncludes follows the includes of one text that starts at line first of a file;
// flat says that all of it stands there, trail is the way from the prompt to
// that file.
func (in *includer) nunjucksIncludes(from, text string, first int, flat bool, trail []string) {
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
		if flat {
			pos.Line, pos.Col = first, 1
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
		in.r.problem(pos, fmt.Sprintf("include of %q leaves the repository", name), "a path is relative to the including file; start it with / for the root")
		return
	case in.known(full, pos, trail):
		return
	case in.read == nil:
		in.r.problem(pos, fmt.Sprintf("cannot include %q here", name), "no other file can be read")
		return
	}
	src, err := in.read(full)
	switch {
	case err == nil:
		in.add(full, "", src, pos, trail)
	case !errors.Is(err, fs.ErrNotExist):
		in.r.problem(pos, fmt.Sprintf("cannot read %s: %v", full, err), "include a regular file inside the repository")
	case optional:
		in.r.p.Absent = append(in.r.p.Absent, full)
	default:
		in.r.missing(full, pos, "no file "+full, fmt.Sprintf("%q is relative to the including file; start it with / for the root", name))
	}
}

// known says whether a file is there already, or includes itself, which is an
// error.
func (in *includer) known(full string, pos diag.Pos, trail []string) bool {
	if slices.Contains(trail, full) {
		in.r.problem(pos, "include cycle: "+strings.Join(append(slices.Clone(trail), full), " -> "), "take one of these includes out")
		return true
	}
	return slices.ContainsFunc(in.r.p.Partials, func(p Partial) bool { return p.Path == full })
}

// add takes a file over, under the name by which the template knows it where
// that is not its path, and follows what it includes.
func (in *includer) add(full, name string, src []byte, pos diag.Pos, trail []string) {
	if name != "" {
		if in.r.p.partialNames == nil {
			in.r.p.partialNames = map[string]string{}
		}
		in.r.p.partialNames[name] = full
	}
	if in.known(full, pos, trail) {
		return
	}
	if err := checkText(full, src); err != nil {
		in.r.fail(err, pos.Line)
		return
	}
	text := unixText(src)
	in.r.p.Partials = append(in.r.p.Partials, Partial{Path: full, Text: text})
	in.engine.includes(in, full, text, 1, false, append(slices.Clone(trail), full))
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
func partialVariable(p Partial, e engine) Variable {
	var n normalizer
	for _, l := range splitLines(e.uncommented(p.Text), 1) {
		n.add(l)
	}
	return Variable{
		ID: "partial:" + p.Path, Kind: KindPartial, Name: p.Path, Message: -1,
		Text: strings.TrimSpace(p.Text), Norm: n.String(),
	}
}
