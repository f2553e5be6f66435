package page

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
)

// history is n judged points.
func history(n int) []Point {
	list := make([]Point, n)
	for i := range list {
		list[i] = scored(0.5+0.4*math.Sin(float64(i)/9), 0.1)
		list[i].Rev = fmt.Sprintf("%040x", i)
		list[i].Label = "section:user/A section with a name of some length"
		list[i].Time = time.Date(2026, 1, 1, i, 0, 0, 0, time.UTC)
		list[i].Verdict = []string{"better", "unknown", "unknown", "worse", "same"}[i%5]
	}
	return list
}

func TestTheLineBreaksWhereNothingCanBeCompared(t *testing.T) {
	t.Parallel()
	axis := scale{Low: 0, High: 1}
	judged := func(v float64) Point { return Point{Score: &v, Interval: &[2]float64{v - 0.1, v + 0.1}} }
	broken := func(v float64) Point { p := judged(v); p.Break = true; return p }
	for _, c := range []struct {
		name   string
		points []Point
		want   plot
	}{
		{"nothing", nil, plot{}},
		{"one point", []Point{judged(0.5)}, plot{Line: "M50 50", Whisker: "M50 60V40"}},
		{"two points", []Point{judged(0.5), judged(0.8)}, plot{Line: "M25 50L75 20", Band: "M25 40L75 10L75 30L25 60Z"}},
		{
			"a break",
			[]Point{judged(0.5), broken(0.8)},
			plot{Line: "M25 50M75 20", Whisker: "M25 60V40M75 30V10", Breaks: []string{"50"}},
		},
		{"a break before the first point is none", []Point{broken(0.5)}, plot{Line: "M50 50", Whisker: "M50 60V40"}},
		{
			"a gap",
			[]Point{judged(0.5), {}, {}, judged(0.8)},
			plot{Line: "M12.5 50M87.5 20", Gap: "M12.5 50L87.5 20", Whisker: "M12.5 60V40M87.5 30V10", Unjudged: "M37.5 100v-5M62.5 100v-5"},
		},
		{
			"nothing joins both sides of a break behind a gap",
			[]Point{judged(0.5), {}, broken(0.8)},
			plot{Line: "M16.7 50M83.3 20", Whisker: "M16.7 60V40M83.3 30V10", Unjudged: "M50 100v-5", Breaks: []string{"66.7"}},
		},
		{"all nil", []Point{{}, {}}, plot{Unjudged: "M25 100v-5M75 100v-5"}},
		{"no interval", []Point{{Score: at(0.5)}, {Score: at(1)}}, plot{Line: "M25 50L75 0"}},
	} {
		got := newPlot(c.points, axis, 100, 100)
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

func TestAThousandPointsKeepTheirExtremes(t *testing.T) {
	t.Parallel()
	points := history(2000)
	*points[777].Score, *points[1234].Score = 0, 1
	points[1500].Break = true
	axis := scale{Low: 0, High: 1}
	got := newPlot(points, axis, 1000, 200)
	if n := strings.Count(got.Line, "L") + strings.Count(got.Line, "M"); n > columns+2 {
		t.Errorf("%d columns", n)
	}
	for _, y := range []string{"0", "200"} {
		if !strings.Contains(got.Line, " "+y+"V") && !strings.Contains(got.Line, "V"+y+"L") {
			t.Errorf("the score at %s is not drawn", y)
		}
	}
	if len(got.Breaks) != 1 || got.Breaks[0] != "750" || strings.Count(got.Line, "M") != 2 || strings.Count(got.Band, "Z") != 2 {
		t.Errorf("a break at %v, %d lines, %d bands", got.Breaks, strings.Count(got.Line, "M"), strings.Count(got.Band, "Z"))
	}
}

func TestWhatTellsSomethingKeepsItsMark(t *testing.T) {
	t.Parallel()
	if got := marked(history(mostMarks)); len(got) != mostMarks {
		t.Errorf("%d marks of %d points that have room", len(got), mostMarks)
	}
	points := history(2000)
	for i := range points {
		points[i].Verdict = "unknown"
	}
	*points[777].Score, *points[1234].Score = 0, 1
	points[42].Verdict, points[43].Labels, points[44].Score = "worse", []string{"v1"}, nil
	got := marked(points)
	if len(got) > mostMarks || len(got) < mostMarks/2 {
		t.Errorf("%d marks", len(got))
	}
	is := map[int]bool{}
	last := -1
	for _, i := range got {
		if i <= last {
			t.Fatalf("%d comes after %d", i, last)
		}
		is[i], last = true, i
	}
	for _, i := range []int{0, 42, 43, 777, 1234, 1999} {
		if !is[i] {
			t.Errorf("%d has no mark", i)
		}
	}
	if is[44] {
		t.Error("a point that nobody judged has a mark")
	}
}

func TestLabelsLeaveEachOtherRoom(t *testing.T) {
	t.Parallel()
	points := history(200)
	for i := range points {
		points[i].Labels = []string{"v" + strconv.Itoa(i)}
	}
	texts := 0
	list := flags(points)
	for _, f := range list {
		if f.Text != "" {
			texts++
		}
	}
	if texts < 2 || texts > 100/room+1 || list[0].Text != "v199" || list[0].Anchor != "end" {
		t.Errorf("%d texts, the first is %+v", texts, list[0])
	}
}
