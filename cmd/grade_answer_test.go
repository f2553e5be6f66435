package cmd

import (
	"strings"
	"testing"
)

func TestAnswersAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]struct {
		move  gradeMove
		score float64
		note  string
	}{
		"p":                    {score: 1},
		"PASS":                 {score: 1},
		"f":                    {},
		"fail made up a date ": {note: "made up a date"},
		" 7 ":                  {score: 0.7},
		"10":                   {score: 1},
		"10.0":                 {score: 1},
		"0":                    {},
		"6.5  q":               {score: 0.65, note: "q"},
		"s":                    {move: moveSkip},
		"Back":                 {move: moveBack},
		"q":                    {move: moveQuit},
		"?":                    {move: moveHelp},
	} {
		move, score, note, err := parseGrade(line)
		if err != nil || move != want.move || score != want.score || note != want.note {
			t.Errorf("%q: got %v, %v, %q, %v", line, move, score, note, err)
		}
	}
	for _, line := range []string{"", "x", "11", "-1", "1e1", "NaN", "0x1", "7/10", "so so", "q now", "10.5", "p " + strings.Repeat("x", 2001), "f \xff"} {
		if _, _, _, err := parseGrade(line); err == nil {
			t.Errorf("%.20q is taken", line)
		}
	}
}

func TestAFailureIsChosenByNumberOrNamed(t *testing.T) {
	t.Parallel()
	known := []string{"form", "tone"}
	for line, want := range map[string]string{"": "", " ": "", "2": "tone", " new kind ": "new kind", "form": "form"} {
		if got, err := parseFailure(line, known); err != nil || got != want {
			t.Errorf("%q: got %q, %v", line, got, err)
		}
	}
	for _, line := range []string{"0", "3", "-1", "a;b", "{{x}}", strings.Repeat("x", 81)} {
		if got, err := parseFailure(line, known); err == nil {
			t.Errorf("%q is taken as %q", line, got)
		}
	}
}
