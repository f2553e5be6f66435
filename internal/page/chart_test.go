package page_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/promptgit/promptgit/internal/page"
)

// byID finds an element.
func byID(n *html.Node, id string) *html.Node {
	for _, e := range elements(n, "") {
		if attribute(e, "id") == id {
			return e
		}
	}
	return nil
}

func TestEveryChartHasATitleAndATable(t *testing.T) {
	t.Parallel()
	charts := 0
	for _, v := range fixtures() {
		doc := tree(t, draw(t, v))
		for _, svg := range elements(doc, "svg") {
			if attribute(svg, "role") != "img" {
				inside := false
				for p := svg.Parent; p != nil; p = p.Parent {
					inside = inside || p.Data == "svg"
				}
				if !inside && attribute(svg, "aria-hidden") != "true" {
					t.Errorf("%s: a drawing that says nothing is not hidden", v.Kind())
				}
				continue
			}
			charts++
			titles := elements(svg, "title")
			if len(titles) != 1 || words(titles[0]) == "" {
				t.Errorf("%s: a chart without a title", v.Kind())
			}
			table := byID(doc, attribute(svg, "aria-details"))
			if table == nil || len(elements(table, "table")) == 0 {
				t.Errorf("%s: a chart without a table", v.Kind())
			}
		}
	}
	if charts < 6 {
		t.Errorf("only %d charts", charts)
	}
}

func TestTheTableOfAChartHasItsNumbers(t *testing.T) {
	t.Parallel()
	v := fixHistory(15)
	doc := tree(t, draw(t, v))
	rows := elements(elements(byID(doc, "chart-table"), "tbody")[0], "tr")
	var judged []page.Point
	for _, p := range v.Points {
		if p.Score != nil {
			judged = append(judged, p)
		}
	}
	if len(rows) != len(judged) {
		t.Fatalf("%d rows for %d points", len(rows), len(judged))
	}
	marks := 0
	for _, e := range elements(doc, "svg") {
		if attribute(e, "data-tip") == "" {
			continue
		}
		text, told := words(rows[marks]), attribute(e, "data-tip")
		for _, word := range strings.Fields(text)[:3] { // revision, date, score
			if !strings.Contains(told, word) {
				t.Errorf("%q is not told at the point: %q", word, told)
			}
		}
		if attribute(e, "data-link") != (page.URLs{}).Detail(triage, judged[marks].Rev) {
			t.Errorf("the point leads to %q", attribute(e, "data-link"))
		}
		marks++
	}
	if marks != len(judged) {
		t.Errorf("%d marks for %d points", marks, len(judged))
	}
}

func TestAChartOfThousandsOfPointsIsSmall(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 2000} {
		v := fixHistory(n)
		text := draw(t, v)
		wellFormed(t, v.Kind(), text)
		from, to := strings.Index(text, "<svg role=\"img\""), strings.Index(text, "<figcaption>")
		if n == 0 {
			if from >= 0 {
				t.Error("nothing is drawn as a chart")
			}
			continue
		}
		if size := to - from; size > 60_000 {
			t.Errorf("%d points take %d bytes", n, size)
		}
	}
	v := fixHistory(3)
	for i := range v.Points {
		v.Points[i].Score, v.Points[i].Interval = nil, nil
	}
	if doc := tree(t, draw(t, v)); !strings.Contains(words(doc), "no iteration is judged yet") {
		t.Error("a chart of nothing does not say so")
	}
}

func BenchmarkHistoryOf2000(b *testing.B) {
	v := fixHistory(2000)
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		if err := page.Write(&out, v, page.URLs{}); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(out.Len()))
	}
}
