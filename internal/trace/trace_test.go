package trace_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/promptgit/promptgit/internal/trace"
	"github.com/promptgit/promptgit/internal/value"
)

func TestTheShapesThatLoggersWriteAreRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, line   string
		vars         string // JSON, "" for none
		text, output string
	}{
		{"vars", `{"vars":{"ticket":"hi","n":2},"output":"other"}`, `{"n":2,"ticket":"hi"}`, "", "other"},
		{"inputs", `{"inputs":{"ticket":"hi"},"response":{"content":"x"}}`, `{"ticket":"hi"}`, "", "x"},
		{"a text", `{"input":"hi"}`, "", "hi", ""},
		{"a chat", `{"messages":[{"role":"system","content":"s"},{"role":"user","content":"one"},{"role":"assistant","content":"a"},{"role":"user","content":"two"}],"response":{"choices":[{"message":{"role":"assistant","content":"yes"}}]}}`, "", "two", "yes"},
		{"a chat in parts", `{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url"},{"type":"text","text":"b"}]}]}`, "", "a\nb", ""},
		{"a batch", `{"custom_id":"1","body":{"messages":[{"role":"user","content":"q"}]},"response":{"body":{"choices":[{"message":{"content":"z"}}]}}}`, "", "q", "z"},
		{"a list as input", `{"input":[{"role":"user","content":"q"}],"output":[{"content":[{"text":"z"}]}]}`, "", "q", "z"},
		{"messages in input", `{"input":{"messages":[{"role":"user","content":"q"}]},"completion":"c"}`, "", "q", "c"},
		{"an answer that is data", `{"input":"q","output":{"label":"x"}}`, "", "q", `{"label":"x"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := trace.Parse([]byte(tt.line), nil)
			if err != nil {
				t.Fatal(err)
			}
			vars := ""
			if got.Vars != nil {
				vars = string(value.Canonical(got.Vars))
			}
			out := ""
			if got.Output != nil {
				out = *got.Output
			}
			if vars != tt.vars || got.Text != tt.text || out != tt.output {
				t.Errorf("got vars %s, text %q, output %q", vars, got.Text, out)
			}
		})
	}
}

func TestVarsAreTakenFromPaths(t *testing.T) {
	t.Parallel()
	line := []byte(`{"a":{"b":["x","y"]},"n":1}`)
	got, err := trace.Parse(line, []trace.Path{{"last", "a.b.-1"}, {"n", "n"}})
	if err != nil {
		t.Fatal(err)
	}
	if have := string(value.Canonical(got.Vars)); have != `{"last":"y","n":1}` {
		t.Errorf("got %s", have)
	}
	for _, path := range []string{"a.c", "a.b.2", "a.b.-3", "n.x", "a.b.x"} {
		if _, err := trace.Parse(line, []trace.Path{{"v", path}}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v", path, err)
		}
	}
}

func TestALineThatIsNoTraceIsAnError(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"", "x", "[]", "1", "{}", `{"input":3}`, `{"messages":[]}`, `{"messages":[{"role":"user"}]}`, strings.Repeat("[", 100_000)} {
		if got, err := trace.Parse([]byte(line), nil); err == nil {
			t.Errorf("%.20q gave %v", line, got)
		}
	}
}

func TestLinesAreReadOneByOneWithinABound(t *testing.T) {
	t.Parallel()
	long := strings.NewReader(strings.Repeat("x", 17<<20))
	r := io.MultiReader(strings.NewReader("\ufeffone\r\n\n two "), strings.NewReader("\n"), long, strings.NewReader("\nlast"))
	var numbers []int
	var texts []string
	for line, err := range trace.Lines(r) {
		if err != nil {
			t.Fatal(err)
		}
		if line.Err != nil {
			texts = append(texts, "long")
		} else {
			texts = append(texts, string(line.Text))
		}
		numbers = append(numbers, line.Number)
	}
	if strings.Join(texts, " ") != "one two long last" || len(numbers) != 4 || numbers[1] != 3 || numbers[3] != 5 {
		t.Errorf("got %q, %v", texts, numbers)
	}
	broken := errors.New("broken")
	for line, err := range trace.Lines(iotest.ErrReader(broken)) {
		if !errors.Is(err, broken) {
			t.Errorf("got %v, %v", line, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"input":{"messages":[{"role":"user","content":[{"text":"a"}]}]},"output":[{"choices":{}}]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		got, err := trace.Parse(line, nil)
		if err == nil && got.Vars != nil && got.Text != "" {
			t.Errorf("both vars and a text: %v", got)
		}
	})
}
