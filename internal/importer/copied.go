package importer

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/prompt"
)

// copied is a source whose files promptgit reads as they are: they are checked,
// and copied with what they include.
type copied struct {
	format  string // name in prompt.Formats
	partial func(base string) bool
	// more makes files that belong to a prompt, such as a suite of its samples.
	more func(in *Import, c *copying, f File, p *prompt.Prompt)
}

// copying is one run of such a source.
type copying struct {
	in *Import
	o  Options
	by copied
}

func (c copied) read(files []File, o Options) *Import {
	run := &copying{in: &Import{}, o: o, by: c}
	groups, order := versionFolders(files)
	for _, name := range order {
		list := groups[name]
		before := len(run.in.Errors)
		p := Prompt{Name: name}
		if list[0].version == "" {
			p.Name = list[0].Name
		}
		for _, f := range list {
			if c.partial != nil && c.partial(path.Base(f.Name)) {
				run.add(File{Path: path.Join(o.Prompts, safePath(f.Name)), Src: run.in.withoutKeys(f.Src, f.File, diag.Pos{Path: f.Path})})
				continue
			}
			src, ok := run.check(f.File)
			if !ok {
				continue
			}
			p.Path = path.Join(o.Prompts, safePath(f.target))
			p.Versions = append(p.Versions, Version{ID: f.version, Src: src, Pos: diag.Pos{Path: f.Path, Line: 1, Col: 1}})
		}
		p.Refused = len(run.in.Errors) > before
		if len(p.Versions) > 0 || p.Refused {
			run.in.Prompts = append(run.in.Prompts, p)
		}
	}
	return run.in
}

// check reads a file as the prompt that it is, and takes over what it includes.
func (c *copying) check(f File) ([]byte, bool) {
	if found := formatOf(f.Name, f.Src); found != c.by.format {
		hint := "rename it, or import it as what it is"
		for _, s := range Sources() {
			if s.Name == found {
				hint = "promptgit import " + s.Name + " reads it"
			}
		}
		c.in.fail(diag.Pos{Path: f.Path, Line: 1, Col: 1}, fmt.Sprintf("this is no prompt of the format %s, it is %s", c.by.format, found), hint)
		return nil, false
	}
	root := strings.TrimSuffix(f.Path, f.Name)
	p, err := prompt.Parse(f.Name, f.Src, prompt.Options{Read: func(name string) ([]byte, error) { return c.o.read(root, name) }})
	if err != nil {
		for _, d := range asDiagnostics(f.Name, err) {
			d.Pos.Path = root + d.Pos.Path
			c.in.Errors = append(c.in.Errors, d)
		}
		return nil, false
	}
	for _, part := range p.Partials {
		src, err := c.o.read(root, part.Path)
		if err != nil {
			c.in.fail(diag.Pos{Path: f.Path, Line: 1, Col: 1}, fmt.Sprintf("it includes %s: %v", part.Path, err), "put that file beside it")
			continue
		}
		from := File{Path: root + part.Path, Src: src}
		c.add(File{Path: path.Join(c.o.Prompts, safePath(part.Path)), Src: c.in.withoutKeys(src, from, diag.Pos{Path: from.Path})})
	}
	if c.by.more != nil {
		c.by.more(c.in, c, f, p)
	}
	return c.in.withoutKeys(f.Src, f, diag.Pos{Path: f.Path}), true
}

// add takes a file over, once.
func (c *copying) add(f File) {
	if !slices.ContainsFunc(c.in.Files, func(have File) bool { return have.Path == f.Path }) {
		c.in.Files = append(c.in.Files, f)
	}
}

func (o Options) read(root, name string) ([]byte, error) {
	if o.Read == nil {
		return nil, errors.New("no other file can be read")
	}
	return o.Read(root, name)
}

// formatOf names the format that a file has.
func formatOf(name string, src []byte) string {
	text := unixText(strings.TrimPrefix(string(src), "\ufeff"))
	for _, f := range prompt.Formats() {
		if f.Detect(name, text) {
			return f.Name
		}
	}
	return ""
}

// safePath keeps folders and the name of a file, each as fileName would write it:
// a leading underscore and the extension stay.
func safePath(name string) string {
	return fileName(name)
}

// versionFile is a file that may be a version of a prompt.
type versionFile struct {
	File
	target  string // path of the prompt below its folder
	version string // "" where the file is the prompt
	number  int
}

var versionStem = memo.Regexp(`(?i)^v?(?:er)?(?:sion)?[-_. ]?(\d{1,6})$`)

// versionFolders finds folders in which every file is named by a version, as in
// router/v1.prompt and router/v2.prompt: these are versions of one prompt, named as
// the folder. All other files are prompts of their own.
func versionFolders(files []File) (groups map[string][]versionFile, order []string) {
	folders := map[string][]versionFile{}
	for _, f := range files {
		stem, ext := cutExt(path.Base(f.Path))
		v := versionFile{File: f, target: f.Name}
		if m := versionStem().FindStringSubmatch(stem); m != nil {
			v.number, _ = strconv.Atoi(m[1]) // six digits
			v.version = m[1]
			folder := path.Base(path.Dir(f.Path))
			if dir := path.Dir(f.Name); dir != "." {
				folder = dir
			}
			v.target = folder + ext
		}
		dir := path.Dir(f.Path) + "\x00" + ext
		folders[dir] = append(folders[dir], v)
	}
	groups = map[string][]versionFile{}
	for _, f := range files {
		_, ext := cutExt(path.Base(f.Path))
		list := folders[path.Dir(f.Path)+"\x00"+ext]
		at := slices.IndexFunc(list, func(v versionFile) bool { return v.Path == f.Path })
		v := list[at]
		name := f.Path
		single := len(list) < 2 || slices.ContainsFunc(list, func(v versionFile) bool { return v.version == "" || path.Base(path.Dir(v.Path)) == "." }) || sameNumber(list)
		if single {
			v.version, v.target = "", f.Name
		} else {
			name = strings.TrimSuffix(v.target, ext)
		}
		if groups[name] == nil {
			order = append(order, name)
		}
		groups[name] = append(groups[name], v)
	}
	for _, list := range groups {
		slices.SortStableFunc(list, func(a, b versionFile) int { return a.number - b.number })
	}
	return groups, order
}

func sameNumber(list []versionFile) bool {
	seen := map[int]bool{}
	for _, v := range list {
		if seen[v.number] {
			return true
		}
		seen[v.number] = true
	}
	return false
}

// cutExt splits a name before its extension, which may have two parts, as
// .prompt.yml has.
func cutExt(name string) (stem, ext string) {
	low := strings.ToLower(name)
	for _, e := range []string{".prompt.yml", ".prompt.yaml", ".prompt.md"} {
		if strings.HasSuffix(low, e) {
			return name[:len(name)-len(e)], name[len(name)-len(e):]
		}
	}
	ext = path.Ext(name)
	return strings.TrimSuffix(name, ext), ext
}
