package cmd

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/diag"
)

func TestASummaryStaysBelowWhatGitHubTakes(t *testing.T) {
	t.Parallel()
	r := report{Title: "lint"}
	for range 3000 {
		r.Findings = append(r.Findings, finding{
			Code: "PG202", Level: "warning", Subject: strings.Repeat("p", 200), Pos: diag.Pos{Path: "a.md", Line: 1}, Message: strings.Repeat("word ", 5000),
		})
	}
	var b strings.Builder
	if err := writeMarkdown(&b, r); err != nil || b.Len() > 1<<20 || !strings.HasSuffix(b.String(), "\nand 2500 more.\n") {
		t.Errorf("%d bytes, %v", b.Len(), err)
	}
	b.Reset()
	r.Findings = r.Findings[:1]
	if err := writeGitHub(&b, r); err != nil || b.Len() > 4096 {
		t.Errorf("%d bytes, %v", b.Len(), err)
	}
}
