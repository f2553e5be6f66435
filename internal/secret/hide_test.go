package secret_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/secret"
)

func TestAKnownKeyStandsInNoEncodingOfIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.StringMatching(`[A-Za-z0-9/+_&"<\\ -]{4,30}[a-z][0-9]{4}`).Draw(t, "key")
		around := rapid.SliceOfN(rapid.StringMatching(`[ -~]{0,7}`), 2, 2).Draw(t, "around")
		var h secret.Hider
		h.Add(key)
		whole := around[0] + key + around[1]
		quoted, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{
			"plain": whole, "JSON": string(quoted), "query": url.QueryEscape(key), "path": url.PathEscape(key),
			"hexadecimal": hex.EncodeToString([]byte(whole)),
		} {
			if hidden := h.Hide(text); strings.Contains(hidden, key) || !strings.Contains(hidden, secret.Hidden) {
				t.Errorf("%s: %q shows %q", name, hidden, key)
			}
		}
		for name, enc := range map[string]*base64.Encoding{
			"base64": base64.StdEncoding, "base64 of URLs": base64.URLEncoding, "base64 without padding": base64.RawStdEncoding,
		} {
			hidden := h.Hide(enc.EncodeToString([]byte(whole)))
			if decoded, err := enc.DecodeString(hidden); err == nil && strings.Contains(string(decoded), key) || !strings.Contains(hidden, secret.Hidden) {
				t.Errorf("%s: %q shows %q", name, hidden, key)
			}
		}
	})
}

func TestWordsThatStandForNoKeyAreKept(t *testing.T) {
	t.Parallel()
	var h secret.Hider
	h.Add("", "ollama", "EMPTY", "not-needed", "postgres", "hunter2")
	const text = "ollama, EMPTY, not-needed, postgres, hunter2"
	if got := h.Hide(text); got != text {
		t.Errorf("got %q", got)
	}
	if h.Knows("ollama") {
		t.Error("a word counts as a key")
	}
}

func TestAKeyThatHoldsAnotherIsHiddenWhole(t *testing.T) {
	t.Parallel()
	var h secret.Hider
	h.Add("inner-key-01", "outer-inner-key-01-end")
	if got := h.Hide("<outer-inner-key-01-end> <inner-key-01>"); got != "<[redacted]> <[redacted]>" {
		t.Errorf("got %q", got)
	}
}

func TestKeysThatOverlapAreHiddenWhole(t *testing.T) {
	t.Parallel()
	var h secret.Hider
	h.Add("first-key-01-shared", "shared-second-key-02")
	if got := h.Hide("<first-key-01-shared-second-key-02><first-key-01-shared>first-key-01-shared"); got != "<[redacted]><[redacted]>[redacted]" {
		t.Errorf("got %q", got)
	}
}

// TestEveryKeyIsFoundWhereverItStands compares with one search for each key.
func TestEveryKeyIsFoundWhereverItStands(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfN(rapid.StringMatching(`[ab]{8,12}[ab12]{0,300}[12]`), 1, 6).Draw(t, "keys")
		parts := []string{rapid.StringMatching(`[ab12]{0,40}`).Draw(t, "text")}
		for _, k := range rapid.SliceOfN(rapid.SampledFrom(keys), 0, 4).Draw(t, "in it") {
			parts = append(parts, k, rapid.StringMatching(`[ab12]{0,9}`).Draw(t, "between"))
		}
		text := strings.Join(parts, "")
		var h secret.Hider
		h.Add(keys...)
		hidden := h.Hide(text)
		for _, k := range keys {
			if strings.Contains(hidden, k) {
				t.Errorf("%q shows %q", hidden, k)
			}
		}
		if some := strings.ContainsFunc(hidden, func(r rune) bool { return r == '[' }); some != containsOne(text, keys) {
			t.Errorf("%q became %q", text, hidden)
		}
	})
}

func containsOne(text string, keys []string) bool {
	return slices.ContainsFunc(keys, func(k string) bool { return strings.Contains(text, k) })
}
