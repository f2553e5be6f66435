package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
)

// The driver by which git's own diff tells variables: settings of the repository
// and lines in info/attributes, which no clone gets.
const (
	driverName  = "promptgit"
	driverBegin = "# promptgit diff driver: promptgit init --diff writes these lines, promptgit init --no-diff removes them"
	driverEnd   = "# end of promptgit diff driver"

	// driverHeads makes the line before a variable the heading of a hunk.
	driverHeads = `^\[((section:|block:|examples).*)\]$`
)

// driverRoles are the drivers: one for each role that promptgit.yaml can give.
func driverRoles() []string { return []string{"", "system", "user", "assistant"} }

func driverOf(role string) string {
	if role == "" {
		return driverName
	}
	return driverName + "-" + role
}

// driverCommand is what git runs with a file behind it. Only where git shows a diff
// to a person, through a pager, does it call promptgit: what goes into a file or to
// git apply stays a patch. Without the program the file is shown as it is, as git
// ends where the command fails.
func driverCommand(program, role string) string {
	call := "textconv"
	if role != "" {
		call += " --role " + role
	}
	return fmt.Sprintf(`f() { test -n "$GIT_PAGER_IN_USE" || exec cat "$1"; p=%s; test -x "$p" || p=promptgit; "$p" %s "$1" 2>/dev/null || exec cat "$1"; }; f`,
		shellQuote(filepath.ToSlash(program)), call)
}

func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// initDriver sets the driver up for the prompts that the configuration names.
func initDriver(ctx context.Context, app *App, repo *gitops.Repo) error {
	cfg, err := readConfig(ctx, repo.Worktree())
	if err != nil {
		return err
	}
	lines, roles := driverAttributes(cfg)
	for _, role := range driverRoles() {
		section := "diff." + driverOf(role)
		if !slices.Contains(roles, role) {
			if err = dropDriver(ctx, repo, section); err != nil {
				return err
			}
			continue
		}
		for _, kv := range [][2]string{{section + ".textconv", driverCommand(app.Executable, role)}, {section + ".xfuncname", driverHeads}} {
			var values []string
			if values, err = repo.ConfigAll(ctx, kv[0]); err != nil {
				return err
			}
			if len(values) == 1 && values[0] == kv[1] {
				continue
			}
			if err = repo.SetConfig(ctx, kv[0], kv[1]); err != nil {
				return err
			}
			fmt.Fprintf(app.Out, "set    %s\n", kv[0])
		}
	}
	changed, err := writeDriverLines(app, repo, lines)
	if err != nil {
		return err
	}
	word := "kept   "
	if changed {
		word = "wrote  "
	}
	fmt.Fprintf(app.Out, "%s%s: git diff, git log -p and git show tell variables on a terminal\n", word, "info/attributes of the Git directory")
	return nil
}

// removeDriver takes back what initDriver set up.
func removeDriver(ctx context.Context, app *App, repo *gitops.Repo) error {
	for _, role := range driverRoles() {
		if err := dropDriver(ctx, repo, "diff."+driverOf(role)); err != nil {
			return err
		}
	}
	changed, err := writeDriverLines(app, repo, nil)
	if err != nil {
		return err
	}
	if changed {
		fmt.Fprintln(app.Out, "removed the diff driver: git diff shows prompts as plain text")
	} else {
		fmt.Fprintln(app.Err, "there was no diff driver")
	}
	return nil
}

func dropDriver(ctx context.Context, repo *gitops.Repo, section string) error {
	for _, key := range []string{"textconv", "xfuncname"} {
		values, err := repo.ConfigAll(ctx, section+"."+key)
		if err == nil && len(values) > 0 {
			err = repo.UnsetConfig(ctx, section+"."+key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// driverAttributes are the lines for info/attributes and the roles that they name.
// There the last line that matches wins, in promptgit.yaml the first.
func driverAttributes(cfg *config.Config) (lines, roles []string) {
	for _, e := range slices.Backward(cfg.Prompts) {
		for _, glob := range unbraced(e.Path) {
			pattern := "/" + strings.TrimPrefix(glob, "/")
			lines = append(lines, attributePattern(pattern)+" diff="+driverOf(e.Role))
		}
		if !slices.Contains(roles, e.Role) {
			roles = append(roles, e.Role)
		}
	}
	return lines, roles
}

// attributePattern quotes a pattern as git reads it where it is more than a word: a
// line end in it must not begin another line.
func attributePattern(pattern string) string {
	if !strings.ContainsFunc(pattern, func(r rune) bool { return r <= ' ' || r == '"' || r == 0x7f }) {
		return pattern
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(pattern) {
		switch {
		case c == '\\' || c == '"':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\%03o`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// unbraced writes the alternatives of {a,b} out, which git's patterns do not have.
func unbraced(glob string) []string {
	open := -1
	for i := 0; i < len(glob); i++ {
		switch glob[i] {
		case '\\':
			i++
			continue
		case '{':
			open = i
		}
		if open >= 0 {
			break
		}
	}
	if open < 0 {
		return []string{glob}
	}
	depth, from := 0, open+1
	var items []string
	for i := open; i < len(glob); i++ {
		switch glob[i] {
		case '\\':
			i++
		case '{':
			depth++
		case ',':
			if depth == 1 {
				items, from = append(items, glob[from:i]), i+1
			}
		case '}':
			if depth--; depth > 0 {
				continue
			}
			var list []string
			for _, item := range append(items, glob[from:i]) {
				list = append(list, unbraced(glob[:open]+item+glob[i+1:])...)
			}
			return list
		}
	}
	return []string{glob} // a brace without an end matches itself
}

// writeDriverLines puts the lines between their marks in info/attributes, or takes
// them out where there are none, and leaves the rest as it is.
func writeDriverLines(app *App, repo *gitops.Repo, lines []string) (changed bool, err error) {
	file := filepath.Join(repo.CommonDir, "info", "attributes")
	old, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	text := withoutDriver(string(old))
	if len(lines) > 0 {
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		text += driverBegin + "\n" + strings.Join(lines, "\n") + "\n" + driverEnd + "\n"
	}
	if bytes.Equal(old, []byte(text)) {
		return false, nil
	}
	if text == "" {
		return true, os.Remove(file)
	}
	if err = os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return false, err
	}
	mode := fs.FileMode(0o644) // others who use this clone read it too
	if info, failed := os.Stat(file); failed == nil {
		mode = info.Mode().Perm()
	}
	err = writeFile(file, app.Now(), func(w io.Writer) error {
		_, failed := io.WriteString(w, text)
		return failed
	})
	if err == nil {
		err = os.Chmod(file, mode)
	}
	return true, err
}

// withoutDriver is the file without what stands between the marks.
func withoutDriver(text string) string {
	var b strings.Builder
	within := false
	for line := range strings.Lines(text) {
		switch strings.TrimRight(line, "\r\n") {
		case driverBegin:
			within = true
		case driverEnd:
			within = false
			continue
		}
		if !within {
			b.WriteString(line)
		}
	}
	if within { // the mark of the end is gone: nothing behind it is ours to remove
		return text
	}
	return b.String()
}
