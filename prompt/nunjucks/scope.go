package nunjucks

import "github.com/promptgit/promptgit/internal/value"

// scope is a chain of names. Its outermost part may be the vars of the caller,
// each copied at its first use.
type scope struct {
	vars   map[string]any
	parent *scope
	source *value.Object
}

func (s *scope) get(name string) (any, bool) {
	for ; s != nil; s = s.parent {
		if v, ok := s.vars[name]; ok {
			return v, true
		}
		if s.source == nil {
			continue
		}
		if v, ok := s.source.Get(name); ok {
			v = intern(v)
			s.set(name, v)
			return v, true
		}
	}
	return undefined{}, false
}

// holder is the innermost scope that knows name, nil for none.
func (s *scope) holder(name string) *scope {
	for ; s != nil; s = s.parent {
		if _, ok := s.vars[name]; ok {
			return s
		}
	}
	return nil
}

func (s *scope) set(name string, v any) {
	if s.vars == nil {
		s.vars = map[string]any{}
	}
	s.vars[name] = v
}

// frame is a scope of set. A for loop has one for all its rounds, so what is
// set in it stays in it unless an outer frame knows the name already.
type frame struct {
	vars     map[string]any
	parent   *frame
	isolated bool // set does not reach further out
	top      bool // set also changes the template's variables
}

func (f *frame) push(isolated bool) *frame { return &frame{parent: f, isolated: isolated} }

func (f *frame) get(name string) (any, bool) {
	for ; f != nil; f = f.parent {
		if v, ok := f.vars[name]; ok && v != any(undefined{}) {
			return v, true
		}
	}
	return undefined{}, false
}

func (f *frame) put(name string, v any) {
	if f.vars == nil {
		f.vars = map[string]any{}
	}
	f.vars[name] = v
}

// set binds name where it is known, else here.
func (f *frame) set(name string, v any) {
	target := f
	if _, here := f.vars[name]; !here && !f.isolated {
		for o := f.parent; o != nil; o = o.parent {
			if x, ok := o.vars[name]; ok && x != any(undefined{}) {
				target = o
				break
			}
		}
	}
	target.put(name, v)
}

// lookup finds a name: by its place in the source, then by what was set, then
// among the vars and at last the global functions.
func (r *run) lookup(name string) any {
	if v, ok := r.lexical.get(name); ok {
		return v
	}
	if v, ok := r.frame.get(name); ok {
		return v
	}
	if v, ok := r.context.get(name); ok {
		return v
	}
	return global(name)
}
