package prompt

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

var fileForm = memo.Regexp(`^\$\{file:([^}]+)\}$`)

// referenced is a value with the content of a file in the place of every text
// "${file:NAME}" in it. What is compared is what is written; the file is a partial
// of its own.
func (r *reader) referenced(v any, e entry) any {
	switch v := v.(type) {
	case string:
		if m := fileForm().FindStringSubmatch(strings.TrimSpace(v)); m != nil {
			return r.fileValue(strings.TrimSpace(m[1]), e)
		}
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = r.referenced(x, e)
		}
		return list
	case *value.Object:
		o := &value.Object{}
		for k, x := range v.All() {
			o.Set(k, r.referenced(x, e))
		}
		return o
	}
	return v
}

// fileValue reads a file by a path from the folder of the prompt, which it must
// not leave: JSON and YAML by its ending, else text.
func (r *reader) fileValue(name string, e entry) any {
	pos, dir := r.at(e.node), path.Dir(r.p.Path)
	full, ok := IncludePath(r.p.Path, name)
	switch {
	case !ok || path.IsAbs(name) || dir != "." && !strings.HasPrefix(full, dir+"/"):
		r.problem(pos, name+" leaves the folder of the prompt", "put the file beside the prompt")
		return nil
	case r.read == nil:
		r.problem(pos, "cannot read "+name+" here", "no other file can be read")
		return nil
	}
	src, err := r.read(full)
	if errors.Is(err, fs.ErrNotExist) {
		r.missing(full, pos, "no file "+full, "the name is relative to the prompt")
		return nil
	}
	if err == nil {
		err = checkText(full, src)
	}
	if err != nil {
		r.problem(pos, fmt.Sprintf("cannot read %s: %v", full, err), "write the value in its place")
		return nil
	}
	r.addPartial(full, src)
	v, err := decoded(full, unixText(src))
	var found diag.Errors
	if errors.As(err, &found) {
		r.errs = append(r.errs, found...)
	} else if err != nil {
		r.errs.Add(pos, full+" is no valid JSON: "+err.Error(), "check its quotes and commas")
	}
	return v
}

// decoded reads the text of a file by the ending of its name.
func decoded(name, text string) (any, error) {
	switch strings.ToLower(path.Ext(name)) {
	case ".json":
		return value.DecodeJSON([]byte(text))
	case ".yaml", ".yml":
		root, err := value.ParseYAML(name, []byte(text), 0)
		if err != nil {
			return nil, err
		}
		return value.FromYAML(root)
	}
	return text, nil
}

func (r *reader) addPartial(full string, src []byte) {
	for _, p := range r.p.Partials {
		if p.Path == full {
			return
		}
	}
	r.p.Partials = append(r.p.Partials, Partial{Path: full, Text: unixText(src)})
}

// readPromptyInputs reads declared inputs, in place or from a file. What stands
// in a file counts with the file.
func (r *reader) readPromptyInputs(e entry) {
	written, isText := e.value.(string)
	if !isText || !fileForm().MatchString(written) {
		r.readInputs(e)
		return
	}
	r.inLine, r.inputs = e.line, written
	switch v := r.referenced(written, e).(type) {
	case []any:
		for _, x := range v {
			r.listedInput(x, e.node)
		}
	case *value.Object:
		for name, x := range v.All() {
			r.addInput(name, x, e.line, e.node)
		}
	case nil: // is reported
	default:
		r.errs.Add(r.at(e.node), "the file of inputs must hold a list or a mapping", "write [{name: topic, kind: string}]")
	}
}

// readPromptyConnection reads how the model is reached. Nothing acts on it, so a
// file that is not committed, as it should not be with a secret in it, is no
// problem.
func (r *reader) readPromptyConnection(e entry) {
	r.readConnection(e)
	text, _ := e.value.(string)
	m := fileForm().FindStringSubmatch(strings.TrimSpace(text))
	if m == nil || r.read == nil {
		return
	}
	full, ok := IncludePath(r.p.Path, strings.TrimSpace(m[1]))
	if !ok {
		return
	}
	if src, err := r.read(full); err == nil && checkText(full, src) == nil {
		r.addPartial(full, src)
	} else if errors.Is(err, fs.ErrNotExist) {
		r.p.Absent = append(r.p.Absent, full)
	}
}
