package mcpenv

import "testing"

func TestOnlyPairsAreWellFormed(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]bool{
		"": false, "a=1": false, "a=1,b=2": false, "a=": false, "=": false,
		"a": true, "a,b=2": true, "a=1,b": true, "a=1,": true, ",": true,
	} {
		if got := malformed(list); got != want {
			t.Errorf("%q: %v", list, got)
		}
	}
}
