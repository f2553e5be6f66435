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

	"github.com/bmatcuk/doublestar/v4"

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
	for _, f := range files {
		if f.InRepo != "" {
			j.sources = append(j.sources, f.InRepo)
		}
	}
	j.got = j.source.Read(files, importer.Options{Prompts: into, Suites: suites, Read: j.beside, Glob: j.globBeside})
	if j.o.partly {
		j.leaveOut()
	}
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

// leaveOut drops what cannot be moved in, and makes warnings of its errors.
func (j *importJob) leaveOut() {
	j.got.Prompts = slices.DeleteFunc(j.got.Prompts, func(p importer.Prompt) bool { return p.Refused })
	for _, d := range j.got.Errors {
		d.Message = "left out: " + d.Message
		j.got.Warnings = append(j.got.Warnings, d)
	}
	j.got.Errors = nil
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
	add := func(name, rel, full string) error {
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
		files = append(files, importer.File{Path: filepath.ToSlash(name), Name: filepath.ToSlash(rel), Src: src, InRepo: j.inRepo(full)})
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
			err = add(arg, filepath.Base(full), full)
		default:
			before := len(files)
			err = j.walk(full, func(rel string) error { return add(filepath.Join(arg, rel), rel, filepath.Join(full, rel)) })
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

// inRepo gives the path of a file from the root of the repository, "" for one
// outside.
func (j *importJob) inRepo(full string) string {
	target, err := filepath.EvalSymlinks(full)
	if err != nil {
		return ""
	}
	rel, err := filepath.Rel(j.repo.Top, target)
	if err != nil || !filepath.IsLocal(rel) {
		return ""
	}
	return filepath.ToSlash(rel)
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
	return readAll(f, most)
}

func readAll(f *os.File, most int64) ([]byte, error) {
	if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() && info.Mode()&fs.ModeNamedPipe == 0 {
		return nil, errors.New("it is no regular file")
	}
	src, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(src)) > most {
		err = fmt.Errorf("the files are larger than %d MiB together", maxImport>>20)
	}
	return src, err
}

// beside reads a file below a folder from which files were read; no link leads
// out of it.
func (j *importJob) beside(folder, name string) ([]byte, error) {
	root, err := os.OpenRoot(j.app.path(filepath.FromSlash(folder)))
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // read only
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // read only
	return readAll(f, 16<<20)
}

// globBeside lists the files below such a folder that match a pattern.
func (j *importJob) globBeside(folder, pattern string) ([]string, error) {
	root, err := os.OpenRoot(j.app.path(filepath.FromSlash(folder)))
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // read only
	names, err := doublestar.Glob(root.FS(), pattern, doublestar.WithFilesOnly())
	if len(names) > maxImportFiles {
		return nil, fmt.Errorf("%s matches more than %d files", pattern, maxImportFiles)
	}
	return names, err
}
