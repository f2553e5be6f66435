package importer_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/importer"
	"github.com/promptgit/promptgit/prompt"
)

func options() importer.Options {
	return importer.Options{
		Prompts: "prompts", Suites: "suites",
		Read: func(string, string) ([]byte, error) { return nil, fs.ErrNotExist },
	}
}

// read reads one file with the source of this name.
func read(tb interface {
	Helper()
	Fatalf(format string, args ...any)
}, source, path, text string,
) *importer.Import {
	tb.Helper()
	s, ok := importer.Find(source)
	if !ok {
		tb.Fatalf("there is no source %q", source)
	}
	return s.Read([]importer.File{{Path: path, Name: path, Src: []byte(text)}}, options())
}

func TestTheExampleOfEverySourceIsReadAndItsPromptsReadBack(t *testing.T) {
	t.Parallel()
	for _, s := range importer.Sources() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			if s.Doc == "" || s.Path == "" || s.Read == nil || len(s.Suffixes) == 0 {
				t.Errorf("it has no doc, path, reader or suffixes: %+v", s)
			}
			if s.Example == "" {
				return
			}
			got := s.Read([]importer.File{{Path: s.Path, Name: s.Path, Src: []byte(s.Example)}}, options())
			if len(got.Errors) > 0 || len(got.Prompts)+len(got.Files) == 0 {
				t.Fatalf("want prompts or files and no error, got %d, %d and %v", len(got.Prompts), len(got.Files), got.Errors)
			}
			for _, p := range got.Prompts {
				for _, v := range p.Versions {
					if _, err := prompt.Parse(p.Path, v.Src, prompt.Options{Partly: true}); err != nil {
						t.Errorf("%s: %v", p.Path, err)
					}
					if (v.ID != "") && !s.Versions {
						t.Errorf("%s: Versions is %v, and the version has the id %q", p.Path, s.Versions, v.ID)
					}
				}
			}
		})
	}
}

// hostile are names that must not lead anywhere but into the folder.
func hostile() []string {
	return []string{
		"../../etc/passwd", "/etc/passwd", `..\..\x`, ".git/hooks/pre-commit", "a/.git/config", "", "   ", "...", "con", "aux.txt", "COM1",
		"a\x00b", "a\nb", "\x1b[31mred", strings.Repeat("x", 5000), strings.Repeat("a/", 500), "-rf", "a/-b", "~root", "é/ü", "\xff\xfe", "a:b|c*?",
	}
}

func TestNoNameLeavesTheFolder(t *testing.T) {
	t.Parallel()
	for _, name := range hostile() {
		text := `[{"name": ` + quoted(name) + `, "type": "text", "version": 1, "prompt": "Hello"}]`
		got := read(t, "langfuse", "p.json", text)
		if strings.TrimSpace(name) == "" && name == "" {
			if len(got.Errors) == 0 {
				t.Error("a prompt without a name was read")
			}
			continue
		}
		if len(got.Prompts) != 1 {
			t.Fatalf("%q: want one prompt, got %v", name, got.Errors)
		}
		p := got.Prompts[0].Path
		if !fs.ValidPath(p) || !strings.HasPrefix(p, "prompts/") || len(p) > 1200 || strings.Contains(strings.ToLower(p), "/.git") {
			t.Errorf("%q became %q", name, p)
		}
		for part := range strings.SplitSeq(p, "/") {
			if part == "" || part[0] == '.' || part[0] == '-' || len(part) > 120 || strings.ContainsAny(part, "\x00\n\x1b:|*?\\ ") {
				t.Errorf("%q became %q", name, p)
			}
		}
	}
}

func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ':
			b.WriteString(`\u00` + string("0123456789abcdef"[r>>4]) + string("0123456789abcdef"[r&15]))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func TestTwoNamesNeverShareAFile(t *testing.T) {
	t.Parallel()
	got := read(t, "langfuse", "p.json", `[
{"name": "a b", "version": 1, "prompt": "1"}, {"name": "a?b", "version": 1, "prompt": "2"}, {"name": "A-B", "version": 1, "prompt": "3"}]`)
	seen := map[string]bool{}
	for _, p := range got.Prompts {
		if low := strings.ToLower(p.Path); seen[low] {
			t.Errorf("%s is the file of two prompts", p.Path)
		} else {
			seen[low] = true
		}
	}
	if len(seen) != 3 {
		t.Errorf("want three files, got %v", got.Prompts)
	}
}
