package cmd_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// docPages are the pages of the documentation, by their paths from the top.
func docPages(t *testing.T) []string {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join("..", "docs", "*.md"))
	if err != nil || len(pages) < 10 {
		t.Fatalf("%d pages (%v)", len(pages), err)
	}
	for i, page := range pages {
		pages[i] = strings.TrimPrefix(filepath.ToSlash(page), "../")
	}
	return append(pages, "README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")
}

// prose is a page without its fenced blocks.
func prose(text string) string {
	return regexp.MustCompile("(?ms)^```.*?^```$").ReplaceAllString(text, "")
}

// anchors are the names that GitHub gives to the headings of a page.
func anchors(text string) map[string]bool {
	names := map[string]bool{}
	for _, h := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(prose(text), -1) {
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-', r == '_', unicode.IsLetter(r), unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, h[1])
		names[name] = true
	}
	return names
}

func TestTheLinksOfTheDocsLeadSomewhere(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	followed := 0
	for _, page := range docPages(t) {
		for _, m := range link.FindAllStringSubmatch(prose(readDoc(t, page)), -1) {
			target, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			followed++
			file := path.Join(path.Dir(page), target)
			if target == "" {
				file = page
			}
			if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(file))); err != nil {
				t.Errorf("%s links %s, which is not there", page, m[1])
				continue
			}
			if anchor != "" && !anchors(readDoc(t, file))[anchor] {
				t.Errorf("%s links %s, and there is no such heading", page, m[1])
			}
		}
	}
	if followed < 50 {
		t.Errorf("only %d links", followed)
	}
}

// TestTheIndexListsEveryPage holds docs/README.md to what lies beside it.
func TestTheIndexListsEveryPage(t *testing.T) {
	t.Parallel()
	index := readDoc(t, "docs/README.md")
	for _, page := range docPages(t) {
		name, ok := strings.CutPrefix(page, "docs/")
		if ok && name != "README.md" && !strings.Contains(index, "]("+name+")") {
			t.Errorf("docs/README.md does not link %s", name)
		}
	}
}
