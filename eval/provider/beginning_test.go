package provider

import (
	"strings"
	"testing"
)

func TestTheBeginningOfATextShowsNoPartOfAWord(t *testing.T) {
	t.Parallel()
	const key = "sk-0123456789/abcdef+ghij=="
	for at := 150; at < 230; at++ {
		for name, before := range map[string]string{"behind a space": strings.Repeat("é", at/2), "in JSON": strings.Repeat("x ", at/2) + `{"key":"`} {
			text := before + " " + key + `", "more": 1` + strings.Repeat(" word", 50)
			got := beginning(text)
			if strings.Contains(got, key[:4]) && !strings.Contains(got, key) || !strings.HasSuffix(got, " ...") {
				t.Errorf("%s at %d: got %q", name, at, got)
			}
		}
	}
	for text, want := range map[string]string{"": "", "a\nb": "a b", strings.Repeat("k", 201): "...", strings.Repeat("k", 200): strings.Repeat("k", 200)} {
		if got := beginning(text); got != want {
			t.Errorf("%q begins %q", text, got)
		}
	}
	if got := upTo(strings.Repeat("ab ", 1000), longestTrouble); len(got) > longestTrouble || strings.HasSuffix(got, "a") {
		t.Errorf("got %q", got)
	}
}
