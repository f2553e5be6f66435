package value_test

import (
	"testing"

	"github.com/promptgit/promptgit/internal/value"
)

func TestJSTrimRemovesWhatJavaScriptTakesForWhiteSpace(t *testing.T) {
	t.Parallel()
	if got := value.JSTrim("\ufeff\u00a0\v a\u0085b\u200b\u2028\t"); got != "a\u0085b\u200b" {
		t.Errorf("got %q", got)
	}
}
