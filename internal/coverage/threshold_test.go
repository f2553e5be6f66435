package coverage_test

import (
	"math"
	"os"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/coverage"
)

// intents are wordings of the same request, by request.
func intents(tb testing.TB) [][]string {
	tb.Helper()
	src, err := os.ReadFile("testdata/intents.txt")
	if err != nil {
		tb.Fatal(err)
	}
	var list [][]string
	for block := range strings.SplitSeq(string(src), "\n\n") {
		var some []string
		for line := range strings.SplitSeq(strings.TrimSpace(block), "\n") {
			if !strings.HasPrefix(line, "#") {
				some = append(some, line)
			}
		}
		list = append(list, some)
	}
	return list
}

// curve gives, for a threshold, the share of texts whose request the suite has
// and the share of those whose request it lacks that count as covered. The
// suite has one wording of each second request; all choices are tried.
func curve(tb testing.TB, threshold float64) (hit, wrong float64) {
	tb.Helper()
	list := intents(tb)
	model := coverage.NewModel()
	for _, some := range list {
		for _, text := range some {
			model.Learn(text)
		}
	}
	var hits, known, wrongs, foreign int
	for half := range 2 {
		for which := range 4 {
			suite := coverage.NewIndex()
			for i := half; i < len(list); i += 2 {
				suite.Add(model.Vector(list[i][which]))
			}
			for i, some := range list {
				for j, text := range some {
					if i%2 == half && j == which {
						continue
					}
					_, similarity := suite.Nearest(model.Vector(text))
					covered := similarity >= threshold
					if i%2 == half {
						known++
						hits += count(covered)
					} else {
						foreign++
						wrongs += count(covered)
					}
				}
			}
		}
	}
	return float64(hits) / float64(known), float64(wrongs) / float64(foreign)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func TestTheCurveIsTheOneOfTheDocumentation(t *testing.T) {
	t.Parallel()
	table := []struct{ threshold, hit, wrong float64 }{
		{.10, 81, 32},
		{.12, 76, 22},
		{.15, 63, 15},
		{coverage.DefaultThreshold, 55, 8},
		{.25, 40, 4},
		{.30, 30, 1},
		{.40, 14, 0},
	}
	for _, row := range table {
		hit, wrong := curve(t, row.threshold)
		if math.Abs(100*hit-row.hit) > .5 || math.Abs(100*wrong-row.wrong) > .5 {
			t.Errorf("at %.2f: %.1f %% and %.1f %%, not %.0f and %.0f", row.threshold, 100*hit, 100*wrong, row.hit, row.wrong)
		}
	}
}
