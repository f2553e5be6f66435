package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/importer"
	"github.com/promptgit/promptgit/internal/ui"
)

// Bounds of what one import reads.
const (
	maxImport      = 256 << 20 // bytes
	maxImportFiles = 10_000
)

// read reads the files that the user named, and those of folders that the source
// knows, and what they hold.
func (j *importJob) read(ctx context.Context, args []string) error {
	into, err := j.folder("--into", j.o.into)
	if err != nil {
		return err
	}
	suites, err := j.folder("--suites", j.o.suites)
	if err != nil {
		return err
	}
	files, err := j.named(ctx, args)
	if err != nil {
		return err
	}
	j.got = j.source.Read(files, importer.Options{Prompts: into, Suites: suites, Read: j.beside})
	for _, d := range j.app.hiddenDiagnostics(j.got.Warnings) {
		if !j.o.json {
			fmt.Fprintln(j.app.Err, "promptgit: warning:", ui.Line(d.Error()))
			if d.Hint != "" {
				fmt.Fprintln(j.app.Err, "promptgit: hint:", ui.Line(d.Hint))
			}
		}
	}
	return j.got.Errors.Err()
}

// folder checks a folder that a flag names: a path inside the repository.
func (j *importJob) folder(flag, name string) (string, error) {
	clean := path.Clean(filepath.ToSlash(name))
	if filepath.IsAbs(name) {
		rel, err := filepath.Rel(j.repo.Top, name)
		if err != nil {
			return "", usageHint("name a folder from the root of the repository", "%s: %w", flag, err)
		}
		clean = filepath.ToSlash(rel)
	}
	if !fs.ValidPath(clean) || strings.EqualFold(strings.SplitN(clean, "/", 2)[0], ".git") {
		return "", usageHint("name a folder from the root of the repository", "%s: %s is not inside the repository", flag, name)
	}
	return clean, nil
}

// named reads what the user named. Paths keep the form in which they were given.
func (j *importJob) named(ctx context.Context, args []string) ([]importer.File, error) {
	var files []importer.File
	left := int64(maxImport)
	add := func(name, full string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		src, err := readBounded(full, left)
		if err != nil {
			return &exitError{Code: exitInput, Err: fmt.Errorf("%s: %w", name, err)}
		}
		if len(files) == maxImportFiles {
			return usageHint("give a part of them", "there are more than %d files to import", maxImportFiles)
		}
		left -= int64(len(src))
		files = append(files, importer.File{Path: filepath.ToSlash(name), Src: src})
		return nil
	}
	for _, arg := range args {
		full := j.app.path(arg)
		info, err := os.Stat(full)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, usageHint("name a file that exists", "%s: there is no such file", arg)
		case err != nil:
			return nil, err
		case !info.IsDir():
			err = add(arg, full)
		default:
			before := len(files)
			err = j.walk(full, func(rel string) error { return add(filepath.Join(arg, rel), filepath.Join(full, rel)) })
			if err == nil && len(files) == before {
				return nil, usageHint("name the files", "%s: there is no file of %s in it (%s)", arg, j.source.Name, strings.Join(j.source.Suffixes, ", "))
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// walk visits the files of a folder that the source reads, by name. Links and
// hidden folders are left out.
func (j *importJob) walk(dir string, visit func(rel string) error) error {
	return filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != dir && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
			return fs.SkipDir
		}
		is := slices.ContainsFunc(j.source.Suffixes, func(s string) bool { return strings.HasSuffix(strings.ToLower(d.Name()), s) })
		if !d.Type().IsRegular() || !is {
			return nil
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		return visit(rel)
	})
}

func readBounded(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // read only
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, errors.New("it is a folder")
	}
	src, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(src)) > most {
		err = fmt.Errorf("the files are larger than %d MiB together", maxImport>>20)
	}
	return src, err
}

// beside reads a file that a file of the source names. Only what lies in the
// repository, or beside or below the files that the user named, is read.
func (j *importJob) beside(name string) ([]byte, error) {
	return readBounded(j.app.path(filepath.FromSlash(name)), 16<<20)
}
