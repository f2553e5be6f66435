package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

const fileScheme = "file://"

// codeFiles run when promptfoo loads them; here they would need trust.
var codeFiles = []string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".py", ".rb", ".go", ".sh"}

// parse reads a YAML or JSON file as nodes.
func (p *suiteParser) parse(file string, src []byte) (*doc, bool) {
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	parse := value.ParseYAML
	if strings.EqualFold(path.Ext(file), ".json") {
		parse = jsonNode
	}
	root, err := parse(file, src, 0)
	if err != nil {
		p.add(err, diag.Pos{Path: file})
		return nil, false
	}
	if line := secondDocument(src); line > 0 {
		p.errs.Add(diag.Pos{Path: file, Line: line, Col: 1}, "a second YAML document, which would be lost", "put everything into one document, or into two files")
		return nil, false
	}
	return &doc{path: file, root: root, origin: p.origin}, true
}

// secondDocument is the line where one begins in a file that parses, 0 for none.
func secondDocument(src []byte) int {
	if !bytes.Contains(src, []byte("\n---")) { // the usual case, without parsing twice
		return 0
	}
	dec := yaml.NewDecoder(bytes.NewReader(src))
	var first, second yaml.Node
	if dec.Decode(&first) != nil || dec.Decode(&second) != nil {
		return 0
	}
	return second.Line
}

// add takes over the problems in err.
func (p *suiteParser) add(err error, at diag.Pos) {
	var list diag.Errors
	if errors.As(err, &list) {
		p.errs = append(p.errs, list...)
		return
	}
	p.errs.Add(at, err.Error(), "")
}

// resolve turns a reference of the suite into a path from the root of the
// repository, which it cannot leave.
func (p *suiteParser) resolve(ref string) (string, error) {
	ref = strings.TrimPrefix(ref, fileScheme)
	if path.IsAbs(ref) {
		return "", fmt.Errorf("%s is an absolute path", ref)
	}
	file := path.Join(p.dir, ref)
	if file == ".." || strings.HasPrefix(file, "../") {
		return "", fmt.Errorf("%s is outside the repository", ref)
	}
	return file, nil
}

// read gives a text file that the suite names; problems are reported at the
// place that names it.
func (p *suiteParser) read(at diag.Pos, ref string) (file string, src []byte, ok bool) {
	file, src, ok = p.bytes(at, ref)
	if !ok || !p.isText(file, src) {
		return "", nil, false
	}
	return file, src, true
}

// bytes gives a file that the suite names.
func (p *suiteParser) bytes(at diag.Pos, ref string) (file string, src []byte, ok bool) {
	file, err := p.resolve(ref)
	switch {
	case err != nil:
		p.errs.Add(at, err.Error(), "keep the file in the repository and name it by a path relative to the suite")
		return "", nil, false
	case p.opts.Read == nil:
		p.errs.Add(at, "cannot read "+file+": files are not available here", "write the content in place")
		return "", nil, false
	}
	if seen, known := p.files[file]; known {
		return file, seen, true
	}
	src, err = p.opts.Read(file)
	if errors.Is(err, fs.ErrNotExist) {
		p.errs.Add(at, "there is no file "+file, "paths start from the folder of the suite")
		return "", nil, false
	} else if err != nil {
		p.errs.Add(at, fmt.Sprintf("cannot read %s: %v", file, err), "")
		return "", nil, false
	}
	p.files[file] = src
	return file, src, true
}

// isText reports a file that is not UTF-8 at its first wrong byte. Replacing
// such bytes, as promptfoo does, would make different cases equal, and every
// letter with an accent a wrong one.
func (p *suiteParser) isText(file string, src []byte) bool {
	if utf8.Valid(src) {
		return true
	}
	at := 0
	for at < len(src) {
		r, size := utf8.DecodeRune(src[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	p.errs.Add(diag.Pos{
		Path: file, Line: 1 + bytes.Count(src[:at], []byte("\n")), Col: at - bytes.LastIndexByte(src[:at], '\n'),
	}, "the file is not UTF-8", "save it again as UTF-8 (in Excel: CSV UTF-8)")
	return false
}

// match lists the files that a reference stands for: itself, or what its
// pattern matches.
func (p *suiteParser) match(at diag.Pos, ref string) []string {
	if !strings.ContainsAny(ref, "*?[{") {
		return []string{ref}
	}
	pattern, err := p.resolve(ref)
	if err == nil && p.opts.Glob == nil {
		err = errors.New("patterns are not available here")
	}
	var files []string
	if err == nil {
		files, err = p.opts.Glob(pattern)
	}
	if err != nil {
		p.errs.Add(at, fmt.Sprintf("cannot list %s: %v", ref, err), "name the files one by one")
		return nil
	}
	if len(files) == 0 {
		p.errs.Add(at, "no file matches "+ref, "paths start from the folder of the suite")
	}
	refs := make([]string, len(files))
	for i, file := range files {
		refs[i] = relative(p.dir, file)
	}
	return refs
}

// relative is the reference that resolve turns back into file.
func relative(dir, file string) string {
	if dir == "." {
		return file
	}
	up := ""
	for dir != "." && !strings.HasPrefix(file, dir+"/") {
		dir, up = path.Dir(dir), up+"../"
	}
	if dir == "." {
		return up + file
	}
	return up + strings.TrimPrefix(file, dir+"/")
}

// extension is the extension of a reference in lower case, without a function
// name after a colon.
func extension(ref string) string {
	ref = strings.TrimPrefix(ref, fileScheme)
	if i := strings.LastIndexByte(ref, ':'); i > 0 && slices.Contains(codeFiles, path.Ext(ref[:i])) {
		ref = ref[:i]
	}
	return strings.ToLower(path.Ext(ref))
}

// data gives the value of a file: parsed YAML or JSON, or trimmed text.
func (p *suiteParser) data(at diag.Pos, ref string) (any, bool) {
	ext := extension(ref)
	if slices.Contains(codeFiles, ext) {
		p.errs.Add(at, fmt.Sprintf("%s: code in %s files is not supported in this version", ref, ext), "use a .txt, .json or .yaml file")
		return nil, false
	}
	file, src, ok := p.read(at, ref)
	if !ok {
		return nil, false
	}
	switch ext {
	case ".json", ".yaml", ".yml":
		d, ok := p.parse(file, src)
		if !ok {
			return nil, false
		}
		return p.value(d, d.root), true
	}
	return trimJS(string(src)), true
}

// compactJSON writes v as JavaScript's JSON.stringify would.
func compactJSON(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil { // only infinite numbers have no JSON
		return "null"
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// trimJS removes what JavaScript's trim takes for white space.
func trimJS(s string) string { return value.JSTrim(s) }

// SpaceJS says whether JavaScript's \s matches r.
func SpaceJS(r rune) bool { return value.JSSpace(r) }
