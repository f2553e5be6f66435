package nunjucks

import (
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// load finds a partial: relative to the template that names it, or from the
// root with a slash in front. It is nil where there is none.
func (r *run) load(pos int, x expr) *Template {
	r.at = pos
	file, ok := r.eval(x).(string)
	if !ok {
		failf("the name of a template must be a string")
	}
	full := resolve(r.tmpl.name, file)
	if t, known := r.compiled[full]; known {
		return t
	}
	text, ok := r.opts.Partials[full]
	if !ok {
		return nil
	}
	t, f := parse(full, text)
	if f != nil {
		panic(f) // it says which file it is in
	}
	r.compiled[full] = t
	return t
}

func resolve(from, file string) string {
	if !strings.HasPrefix(file, "/") {
		file = path.Join("/", path.Dir(from), file)
	}
	return strings.TrimPrefix(path.Clean(file), "/")
}

func (r *run) mustLoad(pos int, x expr) *Template {
	t := r.load(pos, x)
	if t == nil {
		fail(pos, "included file is not there", "check the path: it is relative to this file, or starts with / for the root")
	}
	return t
}

func (s *include) exec(r *run) {
	var t *Template
	if s.missing {
		t = r.load(s.pos, s.path)
	} else {
		t = r.mustLoad(s.pos, s.path)
	}
	if t == nil {
		return
	}
	f := r.frame.push(true)
	f.top = true
	r.sub(t, &scope{parent: r.context}, f)
}

// sub runs another template and comes back; it gives what that exported.
func (r *run) sub(t *Template, vars *scope, f *frame) *value.Object {
	outer, at := r.state, r.move(0)
	r.state = state{tmpl: t, context: vars, frame: f, exports: &value.Object{}}
	r.adopt(t)
	r.root(t)
	exported := &value.Object{}
	for _, n := range r.exports.Keys() {
		v, _ := r.context.get(n)
		exported.Set(n, v)
	}
	r.state, r.at = outer, at
	return exported
}

// root runs the statements of a template, then those of the one it extends,
// whose output is what counts. The blocks of t are known already.
func (r *run) root(t *Template) {
	r.enter()
	r.tmpl, r.lexical, r.parent = t, &scope{}, nil
	if t.extends {
		own := r.captured(func() { r.exec(t.body) })
		if r.parent != nil {
			r.root(r.parent)
		} else {
			r.write(own)
		}
	} else {
		r.exec(t.body)
	}
	r.leave()
}

// adopt adds the blocks of t behind those of its children.
func (r *run) adopt(t *Template) {
	if r.blocks == nil {
		r.blocks = map[string][]placed{}
	}
	for name, b := range t.blocks {
		r.blocks[name] = append(r.blocks[name], placed{b, t})
	}
}

func (s *extends) exec(r *run) {
	r.parent = r.mustLoad(s.pos, s.path)
	r.adopt(r.parent)
}

func (s *block) exec(r *run) {
	if r.parent == nil || r.inBlock {
		r.runBlock(r.blocks[s.name][0])
	}
}

func (r *run) runBlock(b placed) {
	outer, at := r.state, r.move(b.pos)
	r.tmpl, r.frame, r.lexical, r.inBlock = b.tmpl, r.frame.push(true), &scope{}, true
	r.exec(b.body)
	r.state, r.at = outer, at
}

// parentBlock is super().
type parentBlock struct {
	pos  int
	name string
}

func (x *parentBlock) eval(r *run) any {
	chain := r.blocks[x.name]
	next := 1 + slices.IndexFunc(chain, func(b placed) bool { return b.tmpl == r.tmpl })
	if next >= len(chain) {
		fail(x.pos, `block "`+x.name+`" has nothing to inherit`, "remove super()")
	}
	return &safe{r.captured(func() { r.runBlock(chain[next]) })}
}

func (r *run) export(name string) {
	if !strings.HasPrefix(name, "_") {
		r.exports.Set(name, true)
	}
}

// exported runs a template for its macros and variables alone.
func (r *run) exported(pos int, x expr, context bool) *value.Object {
	t := r.mustLoad(pos, x)
	vars, f := &scope{}, &frame{}
	if context {
		vars, f = &scope{parent: r.context}, r.frame.push(true)
	}
	f.top = true
	var out *value.Object
	r.captured(func() { out = r.sub(t, vars, f) })
	return out
}

func (s *module) exec(r *run) {
	r.bindImport(s.as, r.exported(s.pos, s.path, s.context))
}

func (s *pick) exec(r *run) {
	all := r.exported(s.pos, s.path, s.context)
	for i, n := range s.names {
		v, ok := all.Get(n)
		if !ok {
			fail(s.pos, `cannot import "`+n+`": the file does not define it`, "")
		}
		r.bindImport(s.as[i], v)
	}
}

func (r *run) bindImport(name string, v any) {
	r.lexical.set(name, v)
	if r.lexical.parent == nil && r.frame.top {
		r.context.set(name, v)
	} else {
		r.frame.put(name, v)
	}
}
