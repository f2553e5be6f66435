//go:build unix

package cmd_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/hostile"
	"github.com/promptgit/promptgit/internal/ui"
)

// hostileLab is the hostile repository, with both versions of its prompt judged.
func hostileLab(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.git("checkout", "-q", "-b", hostile.Branch)
	for _, c := range hostile.History() {
		for path, content := range c.Files {
			if strings.HasSuffix(path, ".sh") {
				l.script(path, strings.TrimPrefix(content, "#!/bin/sh\n"))
			} else {
				l.write(path, content)
			}
		}
		author := l.at(".", "GIT_AUTHOR_NAME="+c.Author)
		author.commit(c.Subject)
	}
	l.want(1, append([]string{"eval", "--all"}, answers()...)...)
	return l
}

func answers() []string { return []string{"--provider", hostile.Provider, "--model", hostile.Model} }

// hostileCommands are the command lines whose output shows what is hostile, by name,
// with the exit code.
func hostileCommands() map[string]struct {
	code int
	args []string
} {
	type command = struct {
		code int
		args []string
	}
	with := func(args ...string) []string { return append(args, answers()...) }
	return map[string]command{
		"log":             {0, []string{"log"}},
		"log graph":       {0, []string{"log", "--graph"}},
		"log metric":      {0, []string{"log", "--all", "--metric", "<svg onload=" + hostile.Ran + "=1><animate onbegin=" + hostile.Ran + "=1></svg>"}},
		"show":            {0, []string{"show"}},
		"show before":     {0, []string{"show", "HEAD~1"}},
		"diff":            {0, []string{"diff", "HEAD~1", "HEAD"}},
		"eval":            {1, with("eval", "HEAD", "--refresh")},
		"gate":            {1, with("gate", "--base", "HEAD~1")},
		"suite stats":     {0, []string{"suite", "stats", hostile.Suite}},
		"bisect":          {0, with("bisect", "--good", "HEAD~1", "--bad", "HEAD")},
		"advise":          {0, []string{"advise"}},
		"check":           {0, []string{"check", "HEAD"}},
		"lint":            {1, []string{"lint"}},
		"no such version": {4, []string{"show", hostile.Joined()}},
		"no such prompt":  {2, []string{"log", "--prompt", hostile.Joined()}},
		"no such suite":   {3, []string{"suite", "stats", hostile.Joined()}},
		"no such flag":    {2, []string{"log", "--" + hostile.Joined()}},
		"no such command": {2, []string{hostile.Joined()}},
	}
}

// steers finds what would act on a terminal, or would not be seen on it.
func steers(text string) string {
	text = strings.ReplaceAll(ownColor().ReplaceAllString(text, ""), "&#64;\u200b", "") // no mention, in the Markdown of gate
	for i, r := range text {
		switch {
		case r == '\n', r == '\t', r == '\u200c', r == '\u200d':
			continue
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd"), unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
			return fmt.Sprintf("%U in %q", r, text[max(0, i-60):min(len(text), i+30)])
		}
	}
	return ""
}

// ownColor is how promptgit writes colors; foreign sequences are taken out before.
func ownColor() *regexp.Regexp { return regexp.MustCompile(`\x1b\[[0-9;]*m`) }

func TestHostileTextsCannotSteerATerminal(t *testing.T) {
	t.Parallel()
	l := hostileLab(t)
	for name, c := range hostileCommands() {
		for _, width := range []int{0, 80, 200} {
			t.Run(fmt.Sprint(name, " at ", width), func(t *testing.T) {
				var out, stderr bytes.Buffer
				app := &cmd.App{
					Streams: ui.Streams{In: strings.NewReader(""), Out: &out, Err: &stderr, OutTTY: width > 0, Width: width},
					Dir:     l.dir, Env: append(l.env, "TERM=xterm-256color", "COLORTERM=truecolor"), Now: l.now, HTTP: &http.Client{}, Version: "1.2.3",
				}
				code := cmd.Run(t.Context(), app, c.args)
				if code != c.code {
					t.Errorf("exit %d, want %d\n%.600s", code, c.code, stderr.String())
				}
				for _, text := range []string{out.String(), stderr.String()} {
					if bad := steers(text); bad != "" {
						t.Error(bad)
					}
					if len(text) > 300_000 {
						t.Errorf("%d bytes", len(text))
					}
					longest, widest := "", ""
					for line := range strings.Lines(text) {
						if len(line) > len(longest) {
							longest = line
						}
						if ui.Width(line) > ui.Width(widest) {
							widest = line
						}
					}
					if len(longest) > 20_000 {
						t.Errorf("a line of %d bytes: %.300q", len(longest), longest)
					}
					if w := ui.Width(widest); width > 0 && w > 20*width { // a terminal wraps a sentence
						t.Errorf("a line of %d columns: %.400q", w, widest)
					}
				}
			})
		}
	}
}

func TestHostileTextsStayOneCellAndValidDocuments(t *testing.T) {
	t.Parallel()
	l := hostileLab(t)
	rows, err := csv.NewReader(strings.NewReader(l.ok("log", "--csv"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for _, row := range rows {
		if len(row) != len(rows[0]) {
			t.Errorf("%d cells under %d headers", len(row), len(rows[0]))
		}
		for i, cell := range row {
			if _, err := strconv.ParseFloat(cell, 64); err != nil && cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
				t.Errorf("%s: %q is a formula", rows[0][i], cell)
			}
		}
	}
	for _, args := range [][]string{{"log"}, {"show"}, {"diff", "HEAD~1", "HEAD"}} {
		if out := l.ok(append(args, "--json")...); !json.Valid([]byte(out)) || !utf8.ValidString(out) {
			t.Errorf("%v: no JSON", args)
		}
	}
	out := l.beside("gate.")
	l.want(1, append([]string{
		"gate", "--base", "HEAD~1", "--report", "markdown=" + out + "md", "--report", "junit=" + out + "xml",
		"--report", "sarif=" + out + "sarif", "--report", "github=" + out + "github",
	}, answers()...)...)
	read := func(ext string) string {
		raw, err := os.ReadFile(out + ext)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	if doc := read("sarif"); !json.Valid([]byte(doc)) {
		t.Error("no SARIF")
	}
	for d := xml.NewDecoder(strings.NewReader(read("xml"))); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for line := range strings.Lines(read("github")) {
		if !strings.HasPrefix(line, "::error ") && !strings.HasPrefix(line, "::warning ") && !strings.HasPrefix(line, "::notice ") || strings.ContainsAny(line, "\r\x1b") {
			t.Errorf("annotation %q", line)
		}
	}
	markdown := read("md")
	own := regexp.MustCompile(`</?(code|details|summary|pre|p|br|sub|b|strong)>`)
	for _, bad := range []string{"<", "](", "![", "https://" + hostile.Away, "http://" + hostile.Away, "www." + hostile.Away, "@ada", "@acme"} {
		if i := strings.Index(own.ReplaceAllString(markdown, ""), bad); i >= 0 {
			text := own.ReplaceAllString(markdown, "")
			t.Errorf("%q stands in the Markdown: %q", bad, text[max(0, i-80):min(len(text), i+60)])
		}
	}
}
