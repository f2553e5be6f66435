package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/diag"
)

// reportFormat is one way to tell findings to a program.
type reportFormat struct {
	Name  string
	Doc   string
	Write func(w io.Writer, r report) error
}

// reports is the one list of report formats.
func reports() []reportFormat {
	return []reportFormat{
		{"sarif", "SARIF 2.1.0, for code scanning", writeSARIF},
		{"github", "annotations of GitHub Actions", writeGitHub},
		{"markdown", "a table for a job summary or a comment", writeMarkdown},
		{"junit", "JUnit XML, one test for each thing that was looked at", writeJUnit},
	}
}

// report is what a check found, in no format.
type report struct {
	Title    string
	Version  string // of promptgit
	Rules    []reportRule
	Noun     string   // what a subject is
	Subjects []string // what was looked at, with or without findings
	Findings []finding
	Strict   bool // a warning answers no too

	Own map[string]func(io.Writer) error // by name: formats that a command writes in its own way, nil for none
}

// reportRule is what a finding breaks.
type reportRule struct{ Code, Doc string }

// finding is one thing that is wrong.
type finding struct {
	Code    string
	Level   string // "error", "warning" or "note"
	Subject string // one of Subjects
	Pos     diag.Pos
	Message string
	Hint    string
}

// reportRequest is one --report FORMAT or FORMAT=FILE.
type reportRequest struct {
	format reportFormat
	file   string // "" for standard output
}

// requests reads the values of --report. Only one document can go to standard
// output, and one to a file.
func requests(specs []string, json bool) ([]reportRequest, error) {
	var list []reportRequest
	out := ""
	for _, spec := range specs {
		name, file, toFile := strings.Cut(spec, "=")
		r, err := reportOf(name)
		if err != nil {
			return nil, err
		}
		if toFile && file == "" {
			return nil, usageHint("write --report "+name+"=FILE, or leave out =", "--report %s: no file is named", spec)
		}
		if !toFile && out != "" {
			return nil, usageHint("write one of them to a file: --report "+name+"=FILE", "--report %s: standard output already takes %s", name, out)
		}
		if !toFile && json {
			return nil, usageHint("write the report to a file: --report FORMAT=FILE", "--json and a report cannot share standard output")
		}
		if toFile && slices.ContainsFunc(list, func(r reportRequest) bool { return r.file != "" && filepath.Clean(r.file) == filepath.Clean(file) }) {
			return nil, usageHint("write each report to a file of its own", "--report %s: another report already goes to that file", spec)
		}
		if !toFile {
			out = name
		}
		list = append(list, reportRequest{r, file})
	}
	return list, nil
}

func reportOf(name string) (reportFormat, error) {
	var names []string
	for _, r := range reports() {
		if r.Name == name {
			return r, nil
		}
		names = append(names, r.Name)
	}
	hint := diag.DidYouMean(name, names)
	if hint == "" {
		hint = "the formats are " + strings.Join(names, ", ")
	}
	return reportFormat{}, usageHint(hint, "--report: unknown format %q", name)
}

// writeReports writes every report that was asked for, and says whether one of
// them took standard output.
func (a *App) writeReports(list []reportRequest, r report) (took bool, err error) {
	for _, request := range list {
		var b bytes.Buffer
		if own := r.Own[request.format.Name]; own != nil {
			err = own(&b)
		} else {
			err = request.format.Write(&b, r)
		}
		if err != nil {
			return took, err
		}
		if request.file != "" {
			if err = writeWhole(a.path(request.file), b.Bytes()); err != nil {
				return took, fmt.Errorf("write the report: %w", err)
			}
			continue
		}
		took = true
		if _, err = a.Out.Write(b.Bytes()); err != nil {
			return took, err
		}
	}
	return took, nil
}

// writeWhole writes a file so that nobody reads half of it. What is no plain file,
// such as /dev/stderr or a link, stays what it is, and so does one that may not
// be written.
func writeWhole(path string, content []byte) error {
	mode, there := os.FileMode(0o666), false
	if info, err := os.Lstat(path); err == nil {
		there = true
		if mode = info.Mode(); !mode.IsRegular() {
			return os.WriteFile(path, content, 0o666)
		}
		old, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		_ = old.Close()
	}
	temp := fmt.Sprintf("%s.%d.tmp", path, os.Getpid())
	err := os.WriteFile(temp, content, mode.Perm())
	if err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		_ = os.Remove(temp)
		if there { // a mount, or a folder that takes no new file
			return os.WriteFile(path, content, mode)
		}
	}
	if at := (*fs.PathError)(nil); errors.As(err, &at) {
		at.Path = path
	}
	return err
}

// reportFlag adds --report to a command.
func reportFlag(c *cobra.Command, specs *[]string) {
	var names []string
	for _, r := range reports() {
		names = append(names, r.Name)
	}
	c.Flags().StringArrayVar(specs, "report", nil, "also write a report, as `FORMAT[=FILE]`: "+strings.Join(names, ", "))
	completes(c, "report", names...)
}
