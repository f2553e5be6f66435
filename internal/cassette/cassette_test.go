package cassette

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func same(text string) string { return text }

var target = eval.Target{Provider: "openai", Model: "m", Endpoint: "https://models.example/v1"}

func asked(text string) eval.Request {
	messages := []prompt.Message{{Role: "system", Text: "Be brief.\nBe kind."}, {Role: "user", Text: text}}
	return eval.Request{Messages: messages, Rendered: text, Params: value.NewObject("temperature", 0.5), CaseID: "a-case", Row: 3}
}

func keyOf(n int) string { return strings.Repeat(string("0123456789abcdef"[n]), 64) }

func opened(t *testing.T, dir string) *Cassette {
	t.Helper()
	c, err := Open(dir, "ci/tape", same)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAnyAnswerAndQuestionReadBackAsTheyWere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := rapid.OneOf(
		rapid.String(),
		rapid.StringMatching(`[ \t\n#:>|"'\\-]{0,4}[ -~\n\r\t]{0,30}[ \n]{0,3}`),
		rapid.SampledFrom([]string{"", "yes", "123", "null", "- a\n- b\n", "a\n  b\n\n c", "\u2028x\n\u0085", "\r\n", "a \nb", "sha256: 1\nx", "~", "0x1f"}),
	)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		want := eval.Answer{
			Output: text.Draw(t, "output"), Model: text.Draw(t, "model"), FinishReason: "stop",
			LogProbs: rapid.SliceOfN(rapid.Float64Range(-50, 0), 0, 3).Draw(t, "probabilities"), Latency: 201 * time.Millisecond,
		}
		if len(want.LogProbs) == 0 {
			want.LogProbs = nil
		}
		c, err := Open(dir, "x", same)
		if err != nil {
			t.Fatal(err)
		}
		req := asked(text.Draw(t, "question"))
		req.Params = value.NewObject("stop", text.Draw(t, "stop"))
		key := strings.Repeat("0", 10) + strings.Repeat(string("0123456789abcdef"[n%16]), 54)
		if err = c.Record(key, target, req, want); err != nil {
			t.Fatal(err)
		}
		got, err := c.Play(key, target, req)
		if err != nil {
			t.Fatal(err)
		}
		want.Output, want.Model = strings.ToValidUTF8(want.Output, "\ufffd"), strings.ToValidUTF8(want.Model, "\ufffd")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("want -, got +:\n%s", diff)
		}
		if err := os.Remove(filepath.Join(dir, c.files[key[:digits]])); err != nil {
			t.Fatal(err)
		}
	})
}

// TestEveryFieldOfAnAnswerIsKept fails when an answer gets a field that a
// cassette does not know.
func TestEveryFieldOfAnAnswerIsKept(t *testing.T) {
	t.Parallel()
	var want eval.Answer
	fill(reflect.ValueOf(&want).Elem())
	want.Cached, want.Origin = false, eval.Origin{} // of the call, and not of the answer
	c := opened(t, t.TempDir())
	if err := c.Record(keyOf(1), target, asked("x"), want); err != nil {
		t.Fatal(err)
	}
	got, err := c.Play(keyOf(1), target, asked("x"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func fill(v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[time.Duration]():
		v.SetInt(int64(7 * time.Millisecond))
	case v.Type() == reflect.TypeFor[time.Time]():
	case v.Kind() == reflect.String:
		v.SetString("text")
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.CanInt():
		v.SetInt(3)
	case v.CanFloat():
		v.SetFloat(0.25)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	}
}

const file = `cassette: 1
key: "1111111111111111111111111111111111111111111111111111111111111111"
request:
  provider: openai
  model: m
  endpoint: https://models.example/v1
  sample: 0
  params:
    temperature: 0.5
  messages:
    - role: system
      content: |-
        Be brief.
        Be kind.
    - role: user
      content: Where is [redacted]?
answer:
  output: |
    # Here
    - it is
  model: m-2026
  finish_reason: stop
  tokens:
    prompt: 3
  cost_usd: 0.01
  latency_ms: 201
sha256: b79ae59648a7a7146cef0c2a8fc8e60b0290d9e80b4241e4f47a4921927d3882
`

func TestAFileIsMadeForReaders(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "new")
	c, err := Open(dir, "ci/tape", func(s string) string { return strings.ReplaceAll(s, "my-key-01", "[redacted]") })
	if err != nil || !c.Empty() {
		t.Fatal(err)
	}
	cost := 0.01
	a := eval.Answer{
		Output: "# Here\n- it is\n", Model: "m-2026", FinishReason: "stop", Tokens: eval.Tokens{Prompt: 3}, Cost: &cost,
		Latency: 200_900 * time.Microsecond, Origin: eval.Origin{Target: "x", Time: time.Unix(1, 0)},
	}
	for range 2 { // the second changes nothing
		if err = c.Record(keyOf(1), target, asked("Where is my-key-01?"), a); err != nil {
			t.Fatal(err)
		}
	}
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != 1 || list[0].Name() != "where-is-redacted-1111111111111111.cassette.yaml" {
		t.Fatal(list, err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, list[0].Name()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(file, string(raw)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if got := c.Count(); got != (Count{Added: 1}) {
		t.Errorf("got %+v", got)
	}
}

func TestAFileThatWasChangedIsNotPlayed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := opened(t, dir)
	if err := c.Record(keyOf(1), target, asked("Where?"), eval.Answer{Output: "Here.\nThere."}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, c.files[keyOf(1)[:digits]])
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]struct {
		to   string
		good bool
	}{
		"other line breaks": {strings.ReplaceAll(string(raw), "\n", "\r\n"), true},
		"another answer":    {strings.Replace(string(raw), "Here.", "Her.", 1), false},
		"another question":  {strings.Replace(string(raw), "Be kind.", "Be mean.", 1), false},
		"cut short":         {string(raw[:len(raw)-3]), false},
		"something after":   {string(raw) + "# x\n", false},
		"empty":             {"", false},
	} {
		if err := os.WriteFile(path, []byte(change.to), 0o600); err != nil {
			t.Fatal(err)
		}
		a, err := opened(t, dir).Play(keyOf(1), target, asked("Where?"))
		if change.good != (err == nil && a.Output == "Here.\nThere.") {
			t.Errorf("%s: got %q, %v", name, a.Output, err)
		}
		if !change.good && (errors.Is(err, eval.ErrNotTaped) || !strings.Contains(err.Error(), "ci/tape/where-1111111111111111.cassette.yaml: ")) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestAMissNamesTheCaseAndWhatIsNearest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := opened(t, dir)
	if err := c.Record(keyOf(1), target, asked("Where?"), eval.Answer{Output: "Here."}); err != nil {
		t.Fatal(err)
	}
	local := target
	local.Endpoint = "http://127.0.0.1/v1"
	judge := asked("Good?")
	judge.Row, judge.CaseID = -1, ""
	second := asked("Where?")
	second.Sample, second.CaseID = 1, ""
	hotter := asked("Where?")
	hotter.Params = value.NewObject("temperature", 1.0)
	for name, miss := range map[string]struct {
		t    eval.Target
		req  eval.Request
		want []string
	}{
		"another text":     {target, asked("Who?"), []string{`ci/tape has no answer for case "a-case": not in the cassette`, "--cassette ci/tape --update-cassette"}},
		"another endpoint": {local, asked("Where?"), []string{`with the endpoint "https://models.example/v1" and not "http://127.0.0.1/v1"`}},
		"another sample":   {target, second, []string{"row 4, sample 1", `with the sample "0" and not "1"`}},
		"other parameters": {target, hotter, []string{"with other parameters"}},
		"a judge":          {target, judge, []string{"this question of the judge"}},
	} {
		_, err := c.Play(keyOf(2), miss.t, miss.req)
		var call *eval.CallError
		if !errors.Is(err, eval.ErrNotTaped) || !errors.As(err, &call) || call.Retry {
			t.Fatalf("%s: got %v", name, err)
		}
		for _, want := range miss.want {
			if !strings.Contains(err.Error()+" "+call.Hint, want) {
				t.Errorf("%s: %q is not in %v; %s", name, want, err, call.Hint)
			}
		}
	}
}

func TestWhatNobodyAskedForCanBeRemoved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := opened(t, dir)
	for n := range 4 {
		if err := c.Record(keyOf(n), target, asked("Where?"), eval.Answer{Output: "Here."}); err != nil {
			t.Fatal(err)
		}
	}
	c = opened(t, dir)
	var playing sync.WaitGroup
	for range 8 {
		playing.Go(func() {
			if _, err := c.Play(keyOf(1), target, asked("Where?")); err != nil {
				t.Error(err)
			}
		})
	}
	playing.Wait()
	if got := c.Count(); got != (Count{Played: 1, Unused: 3}) {
		t.Errorf("got %+v", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "README.md"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.Prune(); err != nil {
		t.Fatal(err)
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 2 {
		t.Errorf("left are %v, %v", list, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(file))
	f.Fuzz(func(_ *testing.T, src []byte) {
		body := append(src, '\n')
		_, _ = decode(src)                          // must not panic
		_, _ = decode(append(body, sumOf(body)...)) // nor with a right checksum
	})
}

func TestWhatIsNoFileIsNotRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, keyOf(1)[:digits]+Ext)
	for name, put := range map[string]func() error{
		"a link to what never ends": func() error { return os.Symlink("/dev/zero", file) },
		"a folder":                  func() error { return os.Mkdir(file, 0o700) },
		"a huge file": func() error {
			return errors.Join(os.WriteFile(file, nil, 0o600), os.Truncate(file, 1<<40))
		},
	} {
		if err := put(); err != nil {
			t.Fatal(err)
		}
		_, err := opened(t, dir).Play(keyOf(1), target, asked("hello"))
		var failed *eval.CallError
		if !errors.As(err, &failed) || errors.Is(err, eval.ErrNotTaped) {
			t.Errorf("%s: got %v", name, err)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNumbersThatNobodyGaveAreRefused(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"cost_usd: .nan", "cost_usd: -1", "cost_usd: .inf", "latency_ms: -.inf", "latency_ms: 1e300", "log_probs: [.nan]", "tokens: {prompt: -5}"} {
		body := []byte("cassette: 1\nkey: " + keyOf(1) + "\nrequest: {messages: []}\nanswer: {output: a, " + line + "}\n")
		if _, err := decode(append(body, sumOf(body)...)); err == nil || !strings.HasPrefix(err.Error(), "its ") {
			t.Errorf("%s: got %v", line, err)
		}
	}
}
