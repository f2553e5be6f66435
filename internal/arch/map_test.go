package arch_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var quotedPackage = regexp.MustCompile("`([^`]+)`")

// TestTheMapIsTheTable compares the table of ARCHITECTURE.md with the one that
// is enforced.
func TestTheMapIsTheTable(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("..", "..", "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n| package | may import |\n")
	section, _, _ = strings.Cut(section, "\n\n")
	drawn := map[string][]string{}
	for row := range strings.SplitSeq(section, "\n") {
		cells := strings.Split(row, "|")
		if len(cells) != 4 || !strings.Contains(cells[1], "`") {
			continue // the rule under the header
		}
		names := []string{}
		for _, m := range quotedPackage.FindAllStringSubmatch(cells[2], -1) {
			names = append(names, m[1])
		}
		if strings.TrimSpace(cells[2]) == "all" {
			names = []string{everything}
		}
		drawn[quotedPackage.FindStringSubmatch(cells[1])[1]] = names
	}
	if diff := cmp.Diff(maps.Clone(allowed), drawn); diff != "" {
		t.Errorf("arch_test.go and ARCHITECTURE.md differ (-enforced +drawn):\n%s", diff)
	}
}
