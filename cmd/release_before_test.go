package cmd

import (
	"strconv"
	"testing"

	"github.com/promptgit/promptgit/gitops"
)

func TestWhatALabelHadBeforeFollowsItsMoves(t *testing.T) {
	t.Parallel()
	promote := func(from, to string) releaseMove {
		return releaseMove{Action: actionPromote, From: from, Commit: to, Weight: 100}
	}
	back := func(from, to string) releaseMove {
		return releaseMove{Action: actionRollback, From: from, Commit: to, Weight: 100}
	}
	share := func(from, to string) releaseMove {
		return releaseMove{Action: actionPromote, From: from, Commit: to, Weight: 10}
	}
	for name, c := range map[string]struct {
		moves []releaseMove
		now   string
		want  string
		known bool
	}{
		"none":                            {nil, "1", "", false},
		"the first":                       {[]releaseMove{promote("", "1")}, "1", "", true},
		"the second":                      {[]releaseMove{promote("", "1"), promote("1", "2")}, "2", "1", true},
		"one that no move tells":          {[]releaseMove{promote("1", "2")}, "2", "1", true},
		"taken back":                      {[]releaseMove{promote("", "1"), promote("1", "2"), promote("2", "3"), back("3", "2")}, "2", "1", true},
		"taken back twice":                {[]releaseMove{promote("", "1"), promote("1", "2"), promote("2", "3"), back("3", "2"), back("2", "1")}, "1", "", true},
		"given again":                     {[]releaseMove{promote("", "1"), promote("1", "2"), promote("2", "1")}, "1", "2", true},
		"given again and taken back":      {[]releaseMove{promote("", "1"), promote("1", "2"), promote("2", "1"), back("1", "2"), back("2", "1")}, "1", "", true},
		"with a candidate between":        {[]releaseMove{promote("", "1"), share("1", "3"), promote("1", "2")}, "2", "1", true},
		"moved without a line":            {[]releaseMove{promote("", "1")}, "9", "", false},
		"a lost move of another clone":    {[]releaseMove{promote("", "1"), promote("1", "lost"), promote("1", "2")}, "2", "1", true},
		"a lost move that came later":     {[]releaseMove{promote("", "1"), promote("1", "2"), promote("1", "lost")}, "2", "1", true},
		"a lost move that was made again": {[]releaseMove{promote("", "1"), promote("1", "3"), promote("1", "2"), promote("2", "3")}, "3", "2", true},
		"withdrawn as it got the label":   {[]releaseMove{promote("", "1"), promote("1", "1")}, "1", "", true},
	} {
		if had, known := commitBefore(c.moves, gitops.OID(c.now)); string(had) != c.want || known != c.known {
			t.Errorf("%s: %q, %v, want %q, %v", name, had, known, c.want, c.known)
		}
	}
	long := []releaseMove{promote("", "0")}
	for i := range 10_000 {
		long = append(long, promote(strconv.Itoa(i), strconv.Itoa(i+1)))
	}
	if had, _ := commitBefore(long, "10000"); had != "9999" {
		t.Errorf("after many: %q", had)
	}
}
