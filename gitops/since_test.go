package gitops

import "testing"

func TestWordsThatNoDateHasAreNone(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"2026-11-01": true, "2 weeks ago": true, "2.weeks.ago": true, "yesterday": true, "last friday": true, "Nov 3": true,
		"3rd of November 2025": true, "2025-11-01T10:00:00Z": true, "@1700000000": true, "1700000000": true, "noon yesterday": true,
		"1 min ago": true, "2026-11-01 10:00 +0100": true,
		"v1.4.9999": false, "nosuch": false, "HEAD~3": false, "main": false, "2026": false, "20261101": false, "": false,
	} {
		if got := dateWords(text); got != want {
			t.Errorf("%q: want %v, got %v", text, want, got)
		}
	}
}
