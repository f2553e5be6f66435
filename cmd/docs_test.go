package cmd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/shell"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/lint"
	"github.com/promptgit/promptgit/prompt"
)

func readDoc(t *testing.T, name string) string {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// documented looks up each name in a page, as code.
func documented(t *testing.T, page string, want ...string) {
	t.Helper()
	text := readDoc(t, page)
	for _, name := range want {
		if !strings.Contains(text, "`"+name+"`") {
			t.Errorf("%s does not name `%s`", page, name)
		}
	}
}

func TestTheDocsNameWhatTheListsHold(t *testing.T) {
	t.Parallel()
	for _, k := range prompt.Keys() {
		if k.Name != "schema" { // stands there with its two keys
			documented(t, "docs/files.md", k.Name)
		}
	}
	documented(t, "docs/files.md", grade.Names()...)
	documented(t, "docs/files.md", configKeys(t)...)
	for _, p := range provider.All() {
		documented(t, "docs/providers.md", append([]string{p.Name, p.Example}, append(p.Env, p.Gives...)...)...)
		text := readDoc(t, "docs/providers.md")
		for _, key := range p.Keys {
			if !strings.Contains(text, key) {
				t.Errorf("docs/providers.md does not name the option %s of %s", key, p.Name)
			}
		}
	}
	for _, r := range lint.Rules() {
		documented(t, "docs/files.md", r.Code)
	}
	documented(t, "docs/ci.md", "sarif", "github", "markdown", "junit")
	for _, page := range []string{"README.md", "docs/cli/README.md"} {
		for _, c := range cmd.NewRoot(&cmd.App{}).Commands() {
			if !c.Hidden && !strings.Contains(readDoc(t, page), "promptgit_"+c.Name()+".md") {
				t.Errorf("%s does not link the page of %s", page, c.Name())
			}
		}
	}
}

// configKeys are the keys of promptgit.yaml as docs/files.md writes them.
func configKeys(t *testing.T) []string {
	t.Helper()
	type node struct {
		Properties map[string]json.RawMessage
		Items      json.RawMessage
		AnyOf      []json.RawMessage
	}
	var keys []string
	var walk func(raw json.RawMessage, path string)
	walk = func(raw json.RawMessage, path string) {
		var n node
		if err := json.Unmarshal(raw, &n); err != nil {
			t.Fatal(err)
		}
		for name, below := range n.Properties {
			key := strings.TrimPrefix(path+"."+name, ".")
			before := len(keys)
			walk(below, key)
			if len(keys) == before || name == "prompts" {
				keys = append(keys, key)
			}
		}
		for _, one := range n.AnyOf {
			walk(one, path)
		}
		if n.Items != nil {
			walk(n.Items, path+"[]")
		}
	}
	walk(config.JSONSchema(), "")
	if len(keys) < 15 {
		t.Fatalf("only %d keys: %v", len(keys), keys)
	}
	return keys
}

// fenced gives the blocks of one language in a page.
func fenced(text, language string) []string {
	var blocks []string
	for {
		_, rest, ok := strings.Cut(text, "\n```"+language+"\n")
		if !ok {
			return blocks
		}
		block, after, _ := strings.Cut(rest, "\n```\n")
		blocks, text = append(blocks, block+"\n"), "\n"+after
	}
}

func TestTheExamplesOfTheDocsAreRead(t *testing.T) {
	t.Parallel()
	read := 0
	for _, page := range []string{"README.md", "docs/files.md", "docs/providers.md"} {
		text := readDoc(t, page)
		for _, block := range fenced(text, "markdown") {
			p, err := prompt.Parse("prompts/example.md", []byte(block), prompt.Options{})
			if err != nil || len(p.Warnings) > 0 {
				t.Errorf("%s: %v %v\n%s", page, err, p, block)
			}
			read++
		}
		for _, block := range fenced(text, "yaml") {
			var err error
			if strings.Contains("\n"+block, "\ntests:\n") {
				_, err = eval.ParseSuite("suites/example.yaml", []byte(block), eval.SuiteOptions{
					Types: grade.Names(), Read: func(string) ([]byte, error) { return nil, nil },
				})
			} else {
				_, err = config.Parse("promptgit.yaml", []byte(block))
			}
			if err != nil {
				t.Errorf("%s: %v\n%s", page, err, block)
			}
			read++
		}
	}
	if read < 5 {
		t.Errorf("only %d examples were read", read)
	}
}

// TestTheCommandsOfTheDocsParse gives every promptgit line of the shell blocks
// to the flags and arguments of its command, also where it cannot be run.
func TestTheCommandsOfTheDocsParse(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join("..", "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	parsed := 0
	for _, page := range append(pages, filepath.Join("..", "README.md"), filepath.Join("..", "CONTRIBUTING.md")) {
		for _, block := range fenced(readDoc(t, strings.TrimPrefix(filepath.ToSlash(page), "../")), "sh") {
			for line := range strings.SplitSeq(block, "\n") {
				if !strings.HasPrefix(line, "promptgit ") {
					continue
				}
				for _, end := range []string{" >", " | ", " && ", " || "} {
					line, _, _ = strings.Cut(line, end)
				}
				words, err := shell.Fields(line, func(string) string { return "" })
				if err != nil {
					t.Fatalf("%s: %q: %v", page, line, err)
				}
				c, rest, err := cmd.NewRoot(&cmd.App{}).Find(words[1:])
				if err == nil {
					err = c.ParseFlags(rest)
				}
				if err == nil {
					err = c.ValidateArgs(c.Flags().Args())
				}
				if err != nil || c.HasSubCommands() && c.Flags().NArg() > 0 {
					t.Errorf("%s: %s: no such command (%v)", page, line, err)
				}
				parsed++
			}
		}
	}
	if parsed == 0 {
		t.Error("no line was parsed")
	}
}
