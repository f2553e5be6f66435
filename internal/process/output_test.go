package process

import (
	"strings"
	"testing"
)

func TestTheWordThatIsCutThroughIsLeftOutOfTheLastWordsOfACommand(t *testing.T) {
	t.Parallel()
	const key = "kkkkkkkkkk-1234567890-zzzzzzzzzz"
	for _, rest := range []string{strings.Repeat(" y", stderrTail/2-len(key)/4), strings.Repeat("e", stderrTail-len(key)/2)} {
		var last tail
		for _, text := range []string{"the first words ", key, rest} {
			_, _ = last.Write([]byte(text))
		}
		got := last.String()
		if strings.Contains(got, "zzz") || !strings.HasPrefix(got, "... ") || !strings.HasSuffix(got, rest[len(rest)-3:]) {
			t.Errorf("got %q", got)
		}
	}
	var short tail
	_, _ = short.Write([]byte(" all of it\n"))
	if got := short.String(); got != "all of it" {
		t.Errorf("got %q", got)
	}
}

func TestTheTailOfAStreamShowsNoPartOfAWord(t *testing.T) {
	t.Parallel()
	const key = "sk-0123456789abcdefghij"
	for name, before := range map[string]string{"behind a space": " ", "in JSON": `{"key":"`} {
		for cut := range len(key) + 2 {
			var last tail
			after := "\" end" + strings.Repeat(" ", stderrTail-len(key)-len("\" end")-len("x")+cut) + "x"
			for _, part := range []string{strings.Repeat("a ", 100) + before, key, after} {
				_, _ = last.Write([]byte(part))
			}
			got := last.String()
			if !strings.HasPrefix(got, "... ") || !strings.HasSuffix(got, "x") {
				t.Fatalf("%s: got %q", name, got)
			}
			if strings.Contains(got, key[len(key)-4:]) && !strings.Contains(got, key) {
				t.Errorf("%s, cut %d: got %q", name, cut, got[:60])
			}
		}
	}
}
