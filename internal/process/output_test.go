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
