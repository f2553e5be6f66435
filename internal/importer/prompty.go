package importer

import (
	"path"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// prompty copies Microsoft's Prompty files, of version 1 and 2, and makes a suite
// of their samples.
func prompty() Source {
	c := copied{format: "prompty", more: promptySuite}
	return Source{
		Name: "prompty",
		Doc: "Microsoft's .prompty files, version 1 and 2, copied as they are with the files that they name; " +
			"the sample of one becomes the first case of its suite.",
		Path:     "greet.prompty",
		Example:  formatExample(c.format),
		Suffixes: []string{".prompty"},
		Versions: true,
		Read:     c.read,
	}
}

// promptySuite writes a suite with the sample of a prompt.
func promptySuite(in *Import, c *copying, f File, _ *prompt.Prompt) {
	front, err := frontOf(f)
	if err != nil {
		in.warn(diag.Pos{Path: f.Path, Line: 1, Col: 1}, "its sample could not be read: "+err.Error(), "")
		return
	}
	vars := &value.Object{}
	inputs, _ := front.Get("inputs")
	for name, v := range promptyExamples(inputs).All() {
		vars.Set(name, v)
	}
	sample, _ := front.Get("sample")
	if name, ok := sample.(string); ok {
		name = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(name, "${file:"), "./"), "}")
		root := strings.TrimSuffix(f.Path, f.Name)
		src, err := c.o.read(root, path.Join(path.Dir(f.Name), name))
		if err == nil {
			sample, err = value.DecodeJSON(src)
		}
		if err != nil {
			in.warn(diag.Pos{Path: f.Path, Line: 1, Col: 1}, "its sample "+name+" could not be read, so there is no case of it", "put the file beside the prompt")
			return
		}
	}
	o, _ := sample.(*value.Object)
	for name, v := range o.All() {
		vars.Set(name, v)
	}
	if vars.Len() == 0 {
		return
	}
	stem, _ := cutExt(safePath(f.Name))
	c.add(File{
		Path: path.Join(c.o.Suites, stem+".yaml"),
		Src:  in.withoutKeys(sampleSuite("the sample of "+path.Base(f.Name), vars), f, diag.Pos{Path: f.Path}),
	})
}

// sampleSuite is a suite of one case of which nothing is known but what goes in.
func sampleSuite(description string, vars *value.Object) []byte {
	c := suitefile.Case{Description: description, Vars: vars, Asserts: []suitefile.Assert{{Type: "regex", Value: `\S`}}}
	return []byte("# The source says nothing of the answer: this only asks for any. Say what it must hold.\n" +
		"tests:\n" + suitefile.YAML([]suitefile.Case{c}))
}

// frontOf reads the front matter of a prompty file.
func frontOf(f File) (*value.Object, error) {
	text := strings.TrimPrefix(unixText(string(f.Src)), "\ufeff")
	lines := strings.Split(text, "\n")
	marker := func(l string) bool { l = strings.TrimSpace(l); return l == "---" || l == "+++" }
	start := 0
	for start < len(lines) && strings.TrimSpace(lines[start]) == "" {
		start++
	}
	if start == len(lines) || !marker(lines[start]) {
		return &value.Object{}, nil
	}
	end := start + 1
	for end < len(lines) && !marker(lines[end]) {
		end++
	}
	root, err := value.ParseYAML(f.Path, []byte(strings.Join(lines[start+1:end], "\n")), start+1)
	if err != nil {
		return nil, err
	}
	v, err := value.FromYAML(root)
	o, _ := v.(*value.Object)
	return o, err
}

// promptyExamples are the values that the inputs themselves give.
func promptyExamples(inputs any) *value.Object {
	vars := &value.Object{}
	add := func(name string, o *value.Object) {
		for _, key := range []string{"sample", "example", "default"} {
			if v, ok := o.Get(key); ok && v != nil && name != "" {
				vars.Set(name, v)
				return
			}
		}
	}
	switch v := inputs.(type) {
	case []any:
		for _, x := range v {
			o, _ := x.(*value.Object)
			name, _ := o.Get("name")
			text, _ := name.(string)
			add(text, o)
		}
	case *value.Object:
		for name, x := range v.All() {
			o, _ := x.(*value.Object)
			add(name, o)
		}
	}
	return vars
}
