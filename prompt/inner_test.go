package prompt_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/prompt"
)

func TestTheTextOfARegion(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, file, src, want string }{
		{"whole lines lose what all begin with", "a.sql", "-- promptgit:begin p\n\n\t# Role\n\n\t  Say {{x}}\n\n-- promptgit:end\n", "# Role\n\n  Say {{x}}\n"},
		{"a docstring", "a.py", "# promptgit:begin p\nPROMPT = \"\"\"\nYou \\\"are\\\" {name}\\u2026 {{x}}\n\"\"\"\n# promptgit:end\n", "You \"are\" {name}… {{x}}\n"},
		{"a docstring that begins behind the quotes", "a.py", "def f():\n    # promptgit:begin p\n    P: str = '''One\n    two\n      three'''  \n    # promptgit:end\n", "One\ntwo\n  three"},
		{"a raw docstring", "a.py", "# promptgit:begin p\nP = r\"\"\"\\d\n\"\"\".strip()\n# promptgit:end\n", "\\d"},
		{"an f-string", "a.py", "# promptgit:begin p\nP = f\"\"\"Say {x} as {{\"a\": 1}}\"\"\"\n# promptgit:end\n", "Say {x} as {\"a\": 1}"},
		{"a text of one line", "a.py", "# promptgit:begin p\nP = 'Say\\n{{x}}'\n# promptgit:end\n", "Say\n{{x}}"},
		{"lines that are joined", "a.py", "# promptgit:begin p\nP = \"\"\"\\\nOne \\\ntwo\n\"\"\"\n# promptgit:end\n", "One two\n"},
		{"texts side by side are no one text", "a.py", "# promptgit:begin p\nP = (\"a\"\n     \"b\")\n# promptgit:end\n", "P = (\"a\"\n     \"b\")\n"},
		{"a text that is worked on is kept whole", "a.py", "# promptgit:begin p\nP = \"\"\"a\"\"\".format(x)\n# promptgit:end\n", "P = \"\"\"a\"\"\".format(x)\n"},
		{"a call around it", "a.py", "# promptgit:begin p\nask(\"\"\"\n  a\n\"\"\", )\n# promptgit:end\n", "a\n"},
		{"Go", "a.go", "// promptgit:begin p\nconst p = `\nSay \\n {{x}}\n`\n// promptgit:end\n", "Say \\n {{x}}\n"},
		{"Go, one line", "a.go", "// promptgit:begin p\nconst p = \"Say \\\"{{x}}\\\"\\n\"\n// promptgit:end\n", "Say \"{{x}}\"\n"},
		{"TypeScript", "a.ts", "  // promptgit:begin p\n  export const p = dedent`\n    Say \\`{{x}}\\` ${y} \\${z}\n    more\n  `;\n  // promptgit:end\n", "Say `{{x}}` ${y} \\${z}\nmore\n"},
		{"JavaScript, raw", "a.js", "/* promptgit:begin p */\nx = String.raw`\\n`\n/* promptgit:end */\n", "\\n"},
		{"Java", "a.java", "/* promptgit:begin p */\nString p = \"\"\"\n    Say\n      {{x}}\\s\n  \"\"\";\n/* promptgit:end */\n", "  Say\n    {{x}} \n"},
		{"Kotlin", "a.kt", "// promptgit:begin p\nval p = \"\"\"\n    Say \\n\n    \"\"\".trimIndent()\n// promptgit:end\n", "Say \\n\n"},
		{"Swift", "a.swift", "// promptgit:begin p\nlet p = \"\"\"\n    Say \\(x)\n    \"\"\"\n// promptgit:end\n", "Say \\(x)\n"},
		{"Rust", "a.rs", "// promptgit:begin p\nconst P: &str = r##\"Say \"# {{x}}\"##;\n// promptgit:end\n", "Say \"# {{x}}"},
		{"C#", "a.cs", "// promptgit:begin p\nvar p = @\"Say \"\"{{x}}\"\"\n\";\n// promptgit:end\n", "Say \"{{x}}\"\n"},
		{"Ruby", "a.rb", "# promptgit:begin p\nP = <<~TEXT.freeze\n  Say\n    {{x}}\n  TEXT\n# promptgit:end\n", "Say\n  {{x}}\n"},
		{"a shell", "a.sh", "# promptgit:begin p\nP=$(cat <<'EOF'\nSay $x \\n\nEOF\n)\n# promptgit:end\n", "Say $x \\n\n"},
		{"PHP", "a.php", "// promptgit:begin p\n$p = <<<TEXT\n    Say {{x}}\n    TEXT;\n// promptgit:end\n", "Say {{x}}\n"},
		{"HTML", "a.html", "<!-- promptgit:begin p -->\n<p>Say</p>\n<!-- promptgit:end -->\n", "<p>Say</p>\n"},
		{"Basic", "a.bat", "REM promptgit:begin p\nSay\n@rem promptgit:end p\n", "Say\n"},
		{"Haskell", "a.hs", "{- promptgit:begin p -}\nSay\n{- promptgit:end -}\n", "Say\n"},
		{"TeX", "a.tex", "% promptgit:begin p\nSay\n% promptgit:end\n", "Say\n"},
		{"a comment in quotes", "a.py", "\"\"\" promptgit:begin p \"\"\"\nSay = 1\n\"\"\" promptgit:end \"\"\"\n", "Say = 1\n"},
		{"nothing", "a.py", "# promptgit:begin p\n# promptgit:end", ""},
		{"carriage returns and a byte order mark", "a.py", "\ufeff# promptgit:begin p\r\nP = \"\"\"\r\n  a\r\n  b\r\n\"\"\"\r\n# promptgit:end\r\n", "a\nb\n"},
	} {
		in, ok := prompt.FindInner(c.file, "p", []byte(c.src))
		if !ok {
			t.Errorf("%s: there is no prompt", c.name)
			continue
		}
		if diff := cmp.Diff(c.want, in.Text); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", c.name, diff)
		}
	}
}

func TestTheTextsOfAPromptfooConfiguration(t *testing.T) {
	t.Parallel()
	for file, src := range map[string]string{
		"promptfooconfig.yaml": `prompts:
  - Say {{x}} and/or nothing
  - file://a.txt
  - prompts/*.txt
  - |
    Two
    lines {{x}}
  - {id: three, label: l, raw: "Th\"ree"}
  - "Say {{x}} and/or nothing"
  - a.py:function
  - [odd]
  - &a {raw: file://b.md}
  - {label: none}
`,
		"promptfooconfig.json": `{"prompts": ["Say {{x}} and/or nothing", "file://a.txt", "prompts/*.txt", "Two\nlines {{x}}\n", {"raw": "Th\"ree"}, "Say {{x}} and/or nothing"]}`,
	} {
		list, holds := prompt.Inners(file, []byte(src))
		var got []string
		for _, in := range list {
			got = append(got, in.Name+" "+in.Text)
		}
		want := []string{"prompts/0 Say {{x}} and/or nothing", "prompts/3 Two\nlines {{x}}\n", "prompts/4 Th\"ree", "prompts/5 Say {{x}} and/or nothing"}
		if diff := cmp.Diff(want, got); diff != "" || !holds {
			t.Errorf("%s: want -, got +:\n%s", file, diff)
		}
	}
	for file, src := range map[string]string{
		"a.yaml": "tests: []\n", "a.json": `[{"role": "user"}]`, "a.prompt.yml": "prompts: [a]\n", "b.yaml": "prompts: [a\n", "c.yaml": "prompts: {file.txt: a}\n", "d.yaml": "prompts: ~\n",
	} {
		if list, holds := prompt.Inners(file, []byte(src)); holds {
			t.Errorf("%s holds %v", file, list)
		}
	}
}

func TestWhatIsWrongWithMarksIsSaidWithItsPlace(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"x\n  # promptgit:begin a\nb\n": "a.py:2:5: promptgit:begin a is never closed",
		"# promptgit:begin a\n# promptgit:begin b\n# promptgit:end\n# promptgit:end\n": "a.py:2:3: promptgit:begin b stands inside of a",
		"# promptgit:end\n":                                                              "a.py:1:3: promptgit:end without promptgit:begin",
		"# promptgit:begin\nx\n# promptgit:end\n":                                        "a.py:1:3: promptgit:begin without a name",
		"# promptgit:begin a.b\n# promptgit:end\n":                                       "a.py:1:3: there is more than a name after promptgit:begin",
		"# promptgit:begin 1a\n# promptgit:end\n":                                        "a.py:1:3: promptgit: a name is made of letters, digits, _ and -, and begins with a letter",
		"# promptgit:begin a\n# promptgit:end b\n":                                       "a.py:2:3: promptgit:end b closes a",
		"# promptgit:begin a\n# promptgit:end\n\n# promptgit:begin a\n# promptgit:end\n": "a.py:4:3: the name a is taken, in line 1",
		"# promptgit:begin a\nx\n\xff\n# promptgit:end\n":                                "a.py:3:1: not UTF-8 text",
		"# promptgit:begin a\n  ---\n  model: [\n  ---\n  x\n# promptgit:end\n":          "a.py:3:",
	} {
		list, holds := prompt.Inners("a.py", []byte(src))
		if len(list) == 0 || !holds {
			t.Errorf("%q: there is no prompt", src)
			continue
		}
		_, err := prompt.Parse(prompt.InnerPath("a.py", list[0].Name), []byte(src), prompt.Options{})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: want %s, got %v", src, want, err)
		}
	}
}

func TestWhatIsNoMarkIsNone(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		"s = \"promptgit:begin a\\n\"\n", "x # promptgit:begin a\n", "promptgit:begin a\n", "# promptgit:beginning a\n", "# promptgit:fix a\n", "# see promptgit:begin NAME\n",
	} {
		if list, holds := prompt.Inners("a.txt", []byte(src)); holds {
			t.Errorf("%q holds %v", src, list)
		}
	}
}

func TestAPromptInsideAFileHasTheLinesOfTheFile(t *testing.T) {
	t.Parallel()
	src := "import x\n\n# promptgit:begin greet\nPROMPT = \"\"\"\n    ---\n    model: echo\n    temperature: 0.5\n    ---\n    system:\n    # Role\n    Be {{kind}}.\n\n    user:\n    {{ question\n    \"\"\"\n# promptgit:end\n"
	p, err := prompt.Parse("src/app.py#greet", []byte(strings.Replace(src, "{{ question", "{{ question }}", 1)), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range p.Variables {
		got = append(got, fmt.Sprintf("%d %s", v.Line, v.ID))
	}
	for _, m := range p.Messages {
		got = append(got, fmt.Sprintf("%d %s %q", m.Line, m.Role, m.Text))
	}
	if diff := cmp.Diff([]string{"6 model", "7 param:temperature", "10 section:system/Role", "14 block:user/1", `10 system "# Role\nBe {{kind}}."`, `14 user "{{ question }}"`}, got); diff != "" {
		t.Error(diff)
	}
	if p.Path != "src/app.py#greet" || p.File() != "src/app.py" || p.Model != "echo" {
		t.Errorf("%s, %s, %s", p.Path, p.File(), p.Model)
	}
	if p, err = prompt.Parse("src/app.py#greet", []byte(src), prompt.Options{}); err == nil {
		_, err = p.Render(t.Context(), nil, prompt.RenderOptions{})
	}
	if err == nil || !strings.HasPrefix(err.Error(), "src/app.py:14:") {
		t.Errorf("want the place in the file, got %v", err)
	}
}

func TestAnOrdinaryNameWithANumberSign(t *testing.T) {
	t.Parallel()
	for _, file := range []string{"prompts/c#.md", "c#", "a.md#old", "#a", "a#b.md"} {
		p, err := prompt.Parse(file, []byte("Say {{x}}"), prompt.Options{})
		if err != nil || p.Path != file || p.File() != file || len(p.Messages) != 1 {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// samples are files with a prompt inside, with the name "p".
func samples() map[string]string {
	return map[string]string{
		"a.sql": "x\n  -- promptgit:begin p\n  y\n  -- promptgit:end\nz", "a.py": "# promptgit:begin p\nP = \"\"\"\n  a\n  \"\"\"\n# promptgit:end",
		"b.py": "# promptgit:begin p\nP = 'a'\n# promptgit:end\n", "a.go": "// promptgit:begin p\nvar p = `a`\n// promptgit:end\n",
		"a.ts": "// promptgit:begin p\r\np = `\r\n  a\r\n`\r\n// promptgit:end\r\n", "a.java": "// promptgit:begin p\np = \"\"\"\n  a\n  \"\"\";\n// promptgit:end\n",
		"a.cs": "// promptgit:begin p\np = @\"a\";\n// promptgit:end\n", "a.rb": "# promptgit:begin p\nP = <<~X\n  a\nX\n# promptgit:end\n", "c.py": "# promptgit:begin p\n# promptgit:end\n",
	}
}

func FuzzInners(f *testing.F) {
	for file, src := range samples() {
		f.Add(file, src)
	}
	f.Add("promptfooconfig.yaml", "prompts:\n- a {{x}}\n- |\n  b\n- {raw: c}\n")
	f.Add("a.py", "# promptgit:begin a\nP = f\"\"\"\\x4\\u{110000}\\\r\n")
	f.Fuzz(func(t *testing.T, file, src string) {
		list, _ := prompt.Inners(file, []byte(src))
		seen := map[string]bool{}
		for _, in := range list {
			if seen[in.Name] || in.Line < 1 {
				t.Fatalf("%s in line %d, again: %v", in.Name, in.Line, seen[in.Name])
			}
			seen[in.Name] = true
			path := prompt.InnerPath(file, in.Name)
			if back, name, ok := prompt.SplitPath(path); !ok || back != file && file != "" || name != in.Name && file != "" {
				if file != "" {
					t.Fatalf("%s is taken apart into %s and %s", path, back, name)
				}
			}
			p, err := prompt.Parse(path, []byte(src), prompt.Options{Partly: true})
			if err == nil {
				for _, v := range p.Variables {
					if v.Line > strings.Count(src, "\n")+strings.Count(src, "\r")+1 {
						t.Fatalf("%s stands in line %d", v.ID, v.Line)
					}
				}
			}
			prompt.ParseText(path, []byte(src), prompt.Options{})
		}
	})
}
