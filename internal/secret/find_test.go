package secret_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/secret"
)

// random draws what generators of keys make. The keys of these tests are made
// when they run: a file that held some would itself be refused.
func random(t *rapid.T, alphabet string, n int) string {
	return rapid.StringOfN(rapid.SampledFrom([]rune(alphabet)), n, n, -1).
		Filter(func(s string) bool { return usual(s) }).Draw(t, "key")
}

// usual leaves out the rare random text that looks like words or like one of the
// placeholders.
func usual(s string) bool {
	turns := 0
	for i := 1; i < len(s); i++ {
		digit := func(c byte) bool { return c >= '0' && c <= '9' }
		if digit(s[i-1]) != digit(s[i]) {
			turns++
		}
	}
	for _, c := range s {
		if strings.Count(s, string(c)) > max(2, len(s)/6) {
			return false
		}
	}
	low := strings.ToLower(s)
	for _, p := range []string{"xxxx", "abc123", "123456", "abcdef", "000000", "111111", "fake", "your"} {
		if strings.Contains(low, p) {
			return false
		}
	}
	return turns >= 5
}

const (
	hexDigits = "0123456789abcdef"
	upper     = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	alnum     = upper + "abcdefghijklmnopqrstuvwxyz"
)

func TestTheKeysOfVendorsAreFoundWhereTheyStand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		prefix, alphabet string
		length           int
		kind             string
	}{
		{"sk-", alnum, 48, "a key like OpenAI's"},
		{"sk-", hexDigits, 32, "a key like OpenAI's"},
		{"sk-proj-", alnum, 120, "an OpenAI key"},
		{"sk-ant-" + "api03-", alnum, 93, "an Anthropic key"},
		{"sk-or-v1-", hexDigits, 64, "an OpenRouter key"},
		{"AI" + "za", alnum, 35, "a Google key"},
		{"gsk_", alnum, 52, "a Groq key"},
		{"xai-", alnum, 80, "an xAI key"},
		{"hf_", alnum, 34, "a Hugging Face token"},
		{"ghp_", alnum, 36, "a GitHub token"},
		{"AK" + "IA", upper, 16, "an AWS key id"},
	} {
		rapid.Check(t, func(t *rapid.T) {
			key := c.prefix + random(t, c.alphabet, c.length)
			got := secret.Find([]byte("# Role\nUse "+key+", please."), false)
			want := []secret.Found{{Line: 2, Col: 5, Kind: c.kind, Value: key}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: want -, got +:\n%s", c.prefix, diff)
			}
		})
	}
}

func TestTheValueOfASettingIsAKeyWhereItLooksRandom(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"ACME_API_KEY=%s", `  api_key: "%s"`, "export acme-api-key = '%s'", `{"apiKey": "%s"}`,
		`os.environ["OPENAI_API_KEY"] = "%s"`, "Authorization: Bearer %s", "client_secret: %s",
	} {
		rapid.Check(t, func(t *rapid.T) {
			key := random(t, alnum, 40)
			text := fmt.Sprintf(line, key)
			got := secret.Find([]byte(text), false)
			if len(got) != 1 || got[0].Value != key || got[0].Col != strings.Index(text, key)+1 {
				t.Errorf("%q: got %+v", text, got)
			}
		})
	}
}

func TestAFileOfVariablesMayHoldNoPassword(t *testing.T) {
	t.Parallel()
	const file = "DB_PASSWORD=hunter2-Trombone\nDB_HOST=db1.internal.test\nMAX_TOKENS=1024\nAPP_TOKEN=\n"
	if got := secret.Find([]byte(file), true); len(got) != 1 || got[0].Line != 1 || got[0].Col != 13 {
		t.Errorf("got %+v", got)
	}
	if got := secret.Find([]byte(file), false); got != nil {
		t.Errorf("elsewhere it is no setting of a key: %+v", got)
	}
}

func TestWhatOnlyLooksLikeAKeyIsNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"OPENAI_API_KEY=", "OPENAI_API_KEY=${OPENAI_API_KEY}", "api_key: {{ env.OPENAI_API_KEY }}",
		"api_key = os.getenv('OPENAI_API_KEY')", "apiKey: process.env.OPENAI_API_KEY2", "api_key_env: OPENROUTER_API_KEY",
		"api_key: sk-...", "OPENAI_API_KEY=sk-your-key-here-0123456789", "OPENAI_API_KEY=<your key of 32 letters and d1g1ts>",
		"sk-" + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1", "AKIA" + "IOSFODNN7EXAMPLE", "sk-" + "1234567890abcdef1234567890abcdef",
		"class sk-estimator-doc-link-with-a-long-name-2", "the task-49f0c1d2e3a4b5c6d7e8f9a0b1c2d3 of today",
		"max_tokens: 1024", "tokens: 10240000000000000000", "api_key: my-key-for-the-production-gateway-2024",
		"model: meta-llama/Llama-3.1-8B-Instruct", "secret_key: it stands in the vault",
		"access_token: getAccessToken2(options1.account)", "-----BEGIN PRIVATE " + "KEY-----\n...\n-----END PRIVATE KEY-----",
		"Authorization: Bearer {{token}}", "Authorization: Bearer YOUR_TOKEN_HERE_PLEASE_1",
	} {
		if got := secret.Find([]byte(text), false); got != nil {
			t.Errorf("%q: got %+v", text, got)
		}
	}
}

func TestAPrivateKeyIsFoundByItsBody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pem := "-----BEGIN RSA PRIVATE " + "KEY-----\n" + random(t, alnum, 64) + "\n"
		if got := secret.Find([]byte(pem), false); len(got) != 1 || got[0].Kind != "a private key" {
			t.Errorf("got %+v", got)
		}
	})
}

func TestALargeFileTakesNoLongerThanItIsLong(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"sk-", "api_key=", "-----BEGIN ", "Bearer ", "a", ":", "\n"} {
		done := make(chan struct{})
		go func() {
			defer close(done)
			secret.Find([]byte(strings.Repeat(part, 4<<20/len(part))), true)
		}()
		select {
		case <-done:
		case <-time.After(time.Minute):
			t.Fatalf("a file of %q does not come to an end", part)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("api_key: \""), true)
	f.Add([]byte("sk-\nBearer \xff=:"), false)
	f.Fuzz(func(t *testing.T, src []byte, variables bool) {
		for _, found := range secret.Find(src, variables) {
			lines := strings.Split(string(src), "\n")
			if found.Line < 1 || found.Line > len(lines) || found.Col < 1 || found.Col > len(lines[found.Line-1])+1 {
				t.Fatalf("%+v stands nowhere", found)
			}
		}
	})
}
