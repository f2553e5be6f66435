package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/suitefile"
)

// addition is a set of new cases on their way into a suite.
type addition struct {
	w        *workspace
	suite    string            // as it is judged
	file     string            // that holds its cases: the suite, or what its tests: names
	before   []byte            // of file
	after    []byte            //
	isNew    bool              // file is not there yet
	cases    []suitefile.Case  // to be added
	beside   map[string][]byte // files that the cases name
	noAssert bool              // cases that assert nothing are wanted
	lost     []string          // what the format has no place for

	old    []eval.Case       // before, nil where the suite has none
	warned []diag.Diagnostic // what was odd about them
	parsed *eval.Suite       // with the new cases
	added  []eval.Case       // the new cases of parsed
	twice  []string          // old cases whose inputs a new one has
}

// mustWrite refuses a repository without files.
func (w *workspace) mustWrite() error {
	if w.repo.Top == "" {
		return usageHint("use a clone with a working tree", "a bare repository has no file to write cases into")
	}
	return nil
}

// newAddition finds the file that cases of a suite are written into.
func (w *workspace) newAddition(ctx context.Context, suite string) (*addition, error) {
	a := &addition{w: w, suite: suite, file: suite, beside: map[string][]byte{}}
	if suite == "" { // cases that are only printed
		return a, nil
	}
	if err := a.read(ctx); err != nil {
		return nil, err
	}
	if ref, ok := suitefile.Reference(a.file, a.before); ok {
		file, err := a.named(ctx, ref)
		if err != nil {
			return nil, err
		}
		a.file = file
		if err := a.read(ctx); err != nil {
			return nil, err
		}
	}
	a.readCases(ctx)
	return a, nil
}

func (a *addition) read(ctx context.Context) error {
	src, err := a.w.now.Read(ctx, a.file)
	if errors.Is(err, fs.ErrNotExist) {
		a.before, a.isNew = nil, true
		return nil
	}
	a.before, a.isNew = src, false
	return err
}

// readCases finds the cases that are there. A suite without any is an error;
// whatever else is wrong is found when it is parsed with the new ones.
func (a *addition) readCases(ctx context.Context) {
	a.old, a.warned = nil, nil
	if s, err := readSuite(ctx, a.w.now, a.suite, suiteOptions(ctx, a.w.now)); err == nil {
		a.old, a.warned = s.Cases, s.Warnings
	}
}

// named is the file that tests: names. A pattern must match one file only.
func (a *addition) named(ctx context.Context, ref string) (string, error) {
	hint := "name the file that shall get the cases with --suite"
	if strings.Contains(strings.TrimPrefix(ref, "file://"), "://") {
		return "", usageHint(hint, "%s: the cases of %s are not in the repository", a.suite, ref)
	}
	file := inFolder(a.suite, strings.TrimPrefix(ref, "file://"))
	if strings.HasPrefix(file, "../") || path.IsAbs(strings.TrimPrefix(ref, "file://")) {
		return "", usageHint(hint, "%s: %s is outside of the repository", a.suite, ref)
	}
	if !strings.ContainsAny(file, "*?[{") {
		return file, nil
	}
	files, err := matching(ctx, a.w.now, file)
	if err == nil && len(files) != 1 {
		err = usageHint(hint, "%s: %s names %s", a.suite, ref, plural(len(files), "file"))
	}
	if err != nil {
		return "", err
	}
	return files[0], nil
}

// apply makes the new text of the file in memory and holds what it says against
// what it said before.
func (a *addition) apply(ctx context.Context) error {
	for _, c := range a.cases {
		for name, v := range c.Vars.All() {
			text, ok := v.(string)
			if _, ours := a.beside[inFolder(a.suite, strings.TrimPrefix(text, "file://"))]; ok && !ours && strings.HasPrefix(text, "file://") {
				return usageHint("write the case by hand", "the value of %s begins with file://, which a suite takes for the name of a file", name)
			}
		}
	}
	out, err := suitefile.Add(a.file, a.before, a.cases)
	if err != nil {
		return a.placeError(err)
	}
	a.after, a.lost = out.Src, out.Lost
	overlay := map[string][]byte{a.file: a.after}
	for name, text := range a.beside {
		overlay[name] = text
	}
	if a.parsed, err = a.parse(ctx, overlay); err != nil {
		return err
	}
	return a.compare()
}

func (a *addition) placeError(err error) error {
	if len(diagnostics(err)) > 0 {
		return err
	}
	hint := "end the file with a line break, or write the case by hand; --dry-run tries without writing"
	if !slices.Contains([]string{".yaml", ".yml", ".json", ".jsonl", ".csv"}, strings.ToLower(path.Ext(a.file))) {
		hint = "YAML, JSON, JSON lines and CSV can be written: name such a file with --suite, or write the case by hand"
	}
	return &exitError{Code: exitInput, Err: fmt.Errorf("%s: %w", a.file, err), Hint: hint}
}

func (a *addition) parse(ctx context.Context, overlay map[string][]byte) (*eval.Suite, error) {
	read := func(p string) ([]byte, error) {
		if text, ok := overlay[p]; ok {
			return text, nil
		}
		return a.w.now.Read(ctx, p)
	}
	src, err := read(a.suite)
	if err != nil {
		return nil, err
	}
	o := suiteOptions(ctx, a.w.now)
	o.Read = read
	return eval.ParseSuite(a.suite, src, o)
}
