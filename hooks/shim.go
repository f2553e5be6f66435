package hooks

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"text/template"

	"github.com/promptgit/promptgit/templates"
)

// keptSuffix ends the name of a foreign hook that our shim runs first.
const keptSuffix = ".promptgit-prev"

type shimFields struct {
	Event, Program, Guard, Sum string
	Stdin, Quiet               bool
}

// shim is the hook file for an event that runs program, an absolute path.
func shim(e Event, program string) []byte {
	fields := shimFields{Event: e.Name, Program: shellQuote(filepath.ToSlash(program)), Guard: e.Guard, Stdin: e.Stdin, Quiet: e.Quiet}
	fields.Sum = sum(render(templates.HookShim(), fields))
	return render(templates.HookShim(), fields)
}

// command is the line of sh for an event in Git's configuration.
func command(e Event, program string) string {
	fields := shimFields{Event: e.Name, Program: shellQuote(filepath.ToSlash(program)), Guard: e.Guard, Quiet: e.Quiet}
	return strings.TrimSpace(string(render(templates.HookCommand(), fields)))
}

func render(text string, fields shimFields) []byte {
	var b bytes.Buffer
	if err := template.Must(template.New("hook").Parse(text)).Execute(&b, fields); err != nil {
		panic("hooks: the embedded template is broken: " + err.Error())
	}
	return b.Bytes()
}

func sum(content []byte) string {
	s := sha256.Sum256(content)
	return hex.EncodeToString(s[:8])
}

var (
	marker      = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^# promptgit-hook v[0-9]+ ([0-9a-f]*)$`) })
	programLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)(?:^|; )program=('(?:[^']|'\\'')*')`) })
)

// isOurs tells our own hook file by its marker, and whether it is as we wrote
// it.
func isOurs(content []byte) (ours, untouched bool) {
	m := marker().FindSubmatchIndex(content)
	if m == nil {
		return false, false
	}
	bare := append(bytes.Clone(content[:m[2]]), content[m[3]:]...)
	return true, sum(bare) == string(content[m[2]:m[3]])
}

// programOf finds the program that a shim or a command runs.
func programOf(text string) string {
	m := programLine().FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	inner := m[1][1 : len(m[1])-1]
	return filepath.FromSlash(strings.ReplaceAll(inner, `'\''`, `'`))
}

// shellQuote makes text one word of sh.
func shellQuote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
