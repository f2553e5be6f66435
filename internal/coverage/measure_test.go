package coverage_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/coverage"
)

// topics are sentences with a place for things, five kinds of request.
func topics() [][]string {
	return [][]string{
		{"I was charged twice for order %d, please refund the second payment", "my card was billed two times for the order %d, I want the payment back"},
		{"the parcel %d has not arrived, where is my delivery", "delivery of parcel %d is late, when does it arrive"},
		{"I cannot log in, the password reset mail for account %d never comes", "reset the password of account %d, login fails"},
		{"the zipper of jacket number %d is broken, I need a repair", "jacket %d came with a broken zipper, can you repair it"},
		{"which ingredients are in the face cream %d, I am allergic to nuts", "does the face cream %d contain nuts or other allergic ingredients"},
	}
}

func planted(each int) *coverage.Sample {
	s := coverage.NewSample(1 << 20)
	line := 0
	for i := range each {
		for _, kind := range topics() {
			line++
			s.Add(line, fmt.Sprintf(kind[i%len(kind)], 1000+7*line))
		}
	}
	return s
}

func TestPlantedTopicsThatNoCaseHasAreFound(t *testing.T) {
	t.Parallel()
	var cases []string
	for _, kind := range topics()[:3] {
		cases = append(cases, fmt.Sprintf(kind[0], 1))
	}
	r := coverage.Measure(planted(200), cases, coverage.DefaultThreshold)
	if r.Covered != 600 || r.Loose != 0 {
		t.Errorf("%d of 1,000 are covered, not 600; %d are loose", r.Covered, r.Loose)
	}
	if len(r.Clusters) != 2 || r.Clusters[0].Size != 200 || r.Clusters[1].Size != 200 {
		t.Fatalf("got %+v", r.Clusters)
	}
	for i, word := range []string{"zipper", "cream"} {
		if text := r.Clusters[i].Representative.Text; !strings.Contains(text, word) {
			t.Errorf("cluster %d is represented by %q", i, text)
		}
	}
	again := coverage.Measure(planted(200), cases, coverage.DefaultThreshold)
	if diff := cmp.Diff(r, again); diff != "" {
		t.Error(diff)
	}
}

func TestWithoutCasesNothingIsCovered(t *testing.T) {
	t.Parallel()
	r := coverage.Measure(planted(10), nil, coverage.DefaultThreshold)
	if r.Covered != 0 || len(r.Clusters) != 5 || r.Clusters[0].Nearest != -1 {
		t.Errorf("got %+v", r)
	}
	if r := coverage.Measure(coverage.NewSample(5), []string{"x"}, .2); r.Covered != 0 || r.Clusters != nil {
		t.Errorf("nothing gave %+v", r)
	}
}

func TestASampleIsBoundedAndFair(t *testing.T) {
	t.Parallel()
	s := coverage.NewSample(1000)
	for i := range 100_000 {
		s.Add(i, strings.Repeat("x", 5000))
	}
	if len(s.Texts) != 1000 || s.Seen != 100_000 || len(s.Texts[0].Text) != 4096 {
		t.Fatalf("%d texts of %d seen", len(s.Texts), s.Seen)
	}
	late := 0
	for _, x := range s.Texts {
		if x.Line >= 50_000 {
			late++
		}
	}
	if late < 400 || late > 600 { // six standard deviations
		t.Errorf("%d of 1,000 come from the second half", late)
	}
}

func TestEveryTextIsCountedOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", " ", "👍", "日本語の質問です", "שלום", "refund please", "\x00"}))
		texts := rapid.SliceOfN(text, 0, 30).Draw(t, "texts")
		cases := rapid.SliceOfN(text, 0, 5).Draw(t, "cases")
		s := coverage.NewSample(100)
		for i, x := range texts {
			s.Add(i, x)
		}
		r := coverage.Measure(s, cases, rapid.Float64Range(0.01, 1).Draw(t, "threshold"))
		sum := r.Covered + r.Loose
		for _, c := range r.Clusters {
			sum += c.Size
		}
		if sum != len(texts) {
			t.Fatalf("%d of %d texts are counted: %+v", sum, len(texts), r)
		}
	})
}

func TestATextResemblesItselfMost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringN(0, 40, -1), 2, 8).Draw(t, "texts")
		m := coverage.NewModel()
		for _, x := range texts {
			m.Learn(x)
		}
		for _, a := range texts {
			if got := coverage.Similarity(m.Vector(a), m.Vector(a)); got < .9999 {
				t.Fatalf("%q resembles itself by %v", a, got)
			}
			for _, b := range texts {
				if got := coverage.Similarity(m.Vector(a), m.Vector(b)); got < 0 || got > 1 {
					t.Fatalf("%q and %q: %v", a, b, got)
				}
			}
		}
	})
}
