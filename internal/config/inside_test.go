package config_test

import (
	"testing"

	"github.com/promptgit/promptgit/internal/config"
)

func TestWhichFilesMayHoldPrompts(t *testing.T) {
	t.Parallel()
	c, err := config.Parse(config.FileName, []byte(`prompts:
- {path: 'src/one.py#greet', suite: suites/one.yaml}
- {path: 'src/**'}
- {path: promptfooconfig.yaml, suite: promptfooconfig.yaml}
- {path: 'prompts/**'}
`))
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]bool{
		"src/a.py": true, "src/a.md": false, "src/a.prompt.yml": false, "a.py": false, "promptfooconfig.yaml": true,
		"promptgit.yaml": false, "prompts/c#.md": false, "prompts/a.json": true,
	} {
		if got := c.Holds(file); got != want {
			t.Errorf("%s may hold prompts: %v", file, got)
		}
	}
	for file, want := range map[string]string{
		"src/a.py": "", "src/a.py#greet": "src/**", "src/one.py#greet": "src/one.py#greet", "src/one.py#other": "src/**", "prompts/c#.md": "prompts/**",
		"promptfooconfig.yaml": "", "promptfooconfig.yaml#prompts/0": "promptfooconfig.yaml", "prompts/a.json": "prompts/**", "b.py#x": "",
	} {
		if e, _ := c.Match(file); e.Path != want {
			t.Errorf("%s belongs to %q", file, e.Path)
		}
	}
	there := func(path string) bool { return path == "suites/greet.yaml" }
	for file, want := range map[string]string{"src/a.py#greet": "suites/greet.yaml", "src/one.py#greet": "suites/one.yaml", "promptfooconfig.yaml#prompts/3": "promptfooconfig.yaml"} {
		if got := c.Suites(file, there); len(got) != 1 || got[0] != want {
			t.Errorf("%s is judged by %v", file, got)
		}
	}
	if d := config.Default(); d.Holds("prompts/a.py") {
		t.Error("nothing is looked for without a configuration")
	}
	if _, is := config.Default().Match("prompts/a.py"); !is {
		t.Error("the defaults take a program as a prompt, as ever")
	}
}
