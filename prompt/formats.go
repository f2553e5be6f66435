package prompt

import (
	"bytes"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/diag"
)

// Format is one way to write a prompt file.
type Format struct {
	Name    string
	Doc     string // what it is, in one or two sentences
	Path    string // of the example
	Example string // a small file that Parse reads without a diagnostic
	// Detect says whether a file is of this format, by its path or its text.
	Detect func(path, text string) bool
	// Parse reads a file that Detect took: UTF-8 with "\n" as line end and
	// without a byte order mark. It returns diag.Errors for what it cannot read.
	Parse func(path, text string, opts Options) (*Prompt, error)
}

// Formats lists every format; the first that detects a file reads it, and the
// last takes any.
func Formats() []Format {
	return []Format{githubModels(), prompty(), humanloop(), dotprompt(), agentFile(), vscode(), chat(), native()}
}

// Parse reads a prompt file with the first format that detects it. What cannot
// be read comes back as diag.Errors with positions; ParseText reads such a file
// all the same. With the path FILE#NAME of a prompt inside a file, src is all of FILE.
func Parse(path string, src []byte, opts Options) (*Prompt, error) {
	if file, in, ok := innerOf(path, src); ok {
		return in.parse(file, opts)
	}
	if err := checkText(path, src); err != nil {
		return nil, err
	}
	text := unixText(src)
	for _, f := range Formats() {
		if f.Detect(path, text) {
			return f.Parse(path, text, opts)
		}
	}
	return nil, diag.Errors{{Pos: diag.Pos{Path: path}, Message: "no prompt format takes this file"}}
}

// ParseText reads any bytes as one message without front matter, roles or
// template, so that two versions can be compared where Parse gives up.
func ParseText(path string, src []byte, opts Options) *Prompt {
	if file, in, ok := innerOf(path, src); ok {
		return in.parseText(file, opts)
	}
	text := strings.ReplaceAll(validText(unixText(src)), "\x00", "\ufffd")
	p := &Prompt{
		Path:     path,
		Format:   "text",
		Engine:   engineNone,
		Messages: appendMessageText(nil, roleOf(path, opts), text, 1),
	}
	p.Variables = textVariables(p.Messages, p.Engine)
	return p
}

// validText reads each byte that is no UTF-8 as Latin-1, which it mostly is, so
// that two such bytes stay as different as they are.
func validText(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	var b strings.Builder
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if r == utf8.RuneError && size == 1 {
			r = rune(text[at])
		}
		b.WriteRune(r)
		at += size
	}
	return b.String()
}

// roleOf is the role of a file without role lines.
func roleOf(file string, opts Options) string {
	if opts.Role != "" {
		return opts.Role
	}
	switch strings.ToLower(path.Base(file)) {
	case "system.md", "system.txt":
		return "system"
	}
	return "user"
}

// unixText drops a byte order mark and the carriage returns of line ends.
func unixText(src []byte) string {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	if bytes.IndexByte(src, '\r') < 0 {
		return string(src)
	}
	return strings.ReplaceAll(strings.ReplaceAll(string(src), "\r\n", "\n"), "\r", "\n")
}

// checkText refuses what is not UTF-8 text, naming the first bad byte.
func checkText(path string, src []byte) error {
	bad := bytes.IndexByte(src, 0)
	if !utf8.Valid(src) {
		for at := 0; at < len(src); {
			r, size := utf8.DecodeRune(src[at:])
			if r == utf8.RuneError && size == 1 {
				if bad < 0 || at < bad {
					bad = at
				}
				break
			}
			at += size
		}
	}
	if bad < 0 {
		return nil
	}
	before := unixText(src[:bad])
	return diag.Errors{{
		Pos: diag.Pos{
			Path: path,
			Line: 1 + strings.Count(before, "\n"),
			Col:  len(before) - strings.LastIndexByte(before, '\n'),
		},
		Message: "not UTF-8 text",
		Hint:    "save the file as UTF-8",
	}}
}
