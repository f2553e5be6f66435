package cmd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// gotten is a version that was asked for.
type gotten struct {
	it     *iteration
	label  string // "" where it was asked for by a revision
	weight int    // of the candidate that it is, 0 for none
	roled  bool   // the configuration gives it its role
}

func newGotten(it *iteration, own *workspace) *gotten {
	entry, _ := own.config.Match(it.path)
	return &gotten{it: it, roled: entry.Role != ""}
}

// get finds what PROMPT, PROMPT@LABEL or PROMPT@REV names. Both the name of a file
// and a revision may hold an @: the first that leads to something counts.
func (w *workspace) get(ctx context.Context, name, user string) (*gotten, error) {
	splits := atSigns(name)
	var missing error
	for _, s := range splits {
		g, err := w.getOne(ctx, s.prompt, s.at, user)
		switch {
		case err == nil:
			return g, nil
		case !isNotThere(err):
			return nil, err
		case missing == nil || s.at != "" && !strings.Contains(s.prompt, "@"):
			missing = err
		}
	}
	return nil, missing
}

type atSign struct{ prompt, at string }

// atSigns are the ways to read a name, the one without an @ first.
func atSigns(name string) []atSign {
	list := []atSign{{name, ""}}
	for i := range len(name) {
		if name[i] == '@' && i > 0 && i+1 < len(name) {
			list = append(list, atSign{name[:i], name[i+1:]})
		}
	}
	return list
}

// notHereError says that a name leads nowhere.
type notHereError struct{ *exitError }

func isNotThere(err error) bool {
	var e notHereError
	return errors.As(err, &e)
}

func (e notHereError) Unwrap() error { return e.exitError }

func notHere(code int, hint, format string, args ...any) error {
	return notHereError{&exitError{Code: code, Err: fmt.Errorf(format, args...), Hint: hint}}
}

// getOne finds a prompt at a label, at a revision, or without either at HEAD.
func (w *workspace) getOne(ctx context.Context, typed, at, user string) (*gotten, error) {
	if at != "" {
		state, err := w.askedLabel(ctx, typed, at)
		if err == nil {
			return w.getLabel(ctx, state, user)
		}
		if exitCode(ctx, err) != exitUsage {
			return nil, err
		}
	}
	head, ok, err := w.headOf(ctx, at)
	var unknown *gitops.UnknownRevisionError
	switch {
	case errors.As(err, &unknown):
		return nil, w.noLabel(ctx, typed, at)
	case err != nil:
		return nil, err
	case !ok:
		return nil, notHere(exitUsage, "commit a prompt first", "there is no commit here")
	}
	it, own, err := w.released(ctx, head, typed)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notHere(exitUsage, "promptgit labels lists what has labels, promptgit log what was committed", "there is no prompt %s in %s", ui.Line(typed), shortRev(string(head)))
	}
	if err != nil {
		return nil, err
	}
	return newGotten(it, own), nil
}

// noLabel says that something is neither a label nor a revision.
func (w *workspace) noLabel(ctx context.Context, typed, at string) error {
	hint := "promptgit promote " + shellWord(typed) + " " + shellWord(at) + " gives it one; promptgit pull brings those of others"
	if _, err := w.askedLabel(ctx, typed, at); err != nil && strings.HasPrefix(hintOf(err), "it has ") {
		hint = hintOf(err)
	}
	return notHere(exitNo, hint, "%s has no label %s, and there is no such revision", ui.Line(typed), ui.Line(at))
}

// getLabel reads what a user gets of a label.
func (w *workspace) getLabel(ctx context.Context, s labelState, user string) (*gotten, error) {
	at, weight := s.choose(user)
	if at == "" {
		return nil, notHere(exitNo, "--user ID may get a candidate", "%s of %s is nowhere but at a candidate", ui.Line(s.label), ui.Line(s.prompt))
	}
	it, own, err := w.committed(ctx, at, s.prompt)
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %w", ui.Line(s.label), ui.Line(s.prompt), err)
	}
	g := newGotten(it, own)
	g.label, g.weight = s.label, weight
	return g, nil
}

// document is the version for programs.
func (g *gotten) document() *getJSON {
	p := g.it.prompt
	doc := &getJSON{
		Schema: "promptgit.get/v1", Prompt: g.it.path, Rev: string(g.it.commit.ID), Blob: string(g.it.blob), PromptKey: g.it.key, ETag: g.etag(),
		Params: p.Params, Tools: p.Tools, Input: p.Schema.Input, Output: p.Schema.Output,
		Inputs: []getInputJSON{}, Format: p.Format, Template: p.Engine, Partials: []getPartialJSON{},
	}
	if g.label != "" {
		doc.Label = &g.label
	}
	if g.weight > 0 {
		doc.Weight = &g.weight
	}
	if p.Model != "" {
		doc.Model = &p.Model
	}
	if doc.Params == nil {
		doc.Params = value.NewObject()
	}
	for _, in := range p.Inputs {
		one := getInputJSON{Name: in.Name, Default: in.Default}
		if in.Type != "" {
			one.Type = &in.Type
		}
		doc.Inputs = append(doc.Inputs, one)
	}
	if source := p.Source(); source != "" {
		doc.Source = &source
	}
	messages, left := p.Inlined()
	doc.Messages = messages
	for _, part := range left {
		doc.Partials = append(doc.Partials, getPartialJSON{part.Name, part.Path, part.Text})
	}
	return doc
}

// etag tells versions apart by what is handed out: the blob where the file is all of
// it, else, where it includes others or the configuration gives it its role, the
// SHA-256 of the blob, a zero byte and the prompt_key.
func (g *gotten) etag() string {
	if len(g.it.prompt.Partials) == 0 && !g.roled {
		return string(g.it.blob)
	}
	sum := sha256.Sum256([]byte(string(g.it.blob) + "\x00" + g.it.key))
	return hex.EncodeToString(sum[:])
}
