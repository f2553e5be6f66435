package cmd_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/cmd"
)

func TestEveryCommandHasHelpExamplesAndExitCodes(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, c := range cmd.NewRoot(&cmd.App{}).Commands() {
		if c.Hidden {
			continue
		}
		help := l.ok(c.Name(), "--help")
		for _, want := range []string{"Usage:\n  promptgit " + c.Name(), "--directory DIR", "--color"} {
			if !strings.Contains(help, want) {
				t.Errorf("%s: want %q in\n%s", c.Name(), want, help)
			}
		}
		if !c.HasSubCommands() && (!strings.Contains(help, "EXIT STATUS\n") || strings.Count(c.Example, "\n") < 1) {
			t.Errorf("%s has no exit codes or fewer than two examples:\n%s", c.Name(), help)
		}
		if c.GroupID == "" || len(c.Short) > 70 || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: group %q, %q", c.Name(), c.GroupID, c.Short)
		}
	}
}

func TestWhatIsNoCommandGetsAHint(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"evla"}, `did you mean "eval"?`},
		{[]string{"frobnicate"}, "promptgit --help lists the commands"},
		{[]string{"eval", "--modell", "x"}, "promptgit eval --help lists the flags"},
		{[]string{"eval", "a", "b"}, "usage: promptgit eval [REV | A..B]"},
		{[]string{"schema", "confg"}, `did you mean "config"?`},
		{[]string{"completion", "bahs"}, `did you mean "bash"?`},
		{[]string{"version", "now"}, "usage: promptgit version"},
		{[]string{"-C", "nowhere", "log"}, "is not a directory"},
	} {
		if a := l.want(2, c.args...); !strings.Contains(a.stderr, c.want) || a.out != "" {
			t.Errorf("%v: got %s", c.args, a.stderr)
		}
	}
	if help := l.ok(); !strings.Contains(help, "Change and judge:") || strings.Contains(help, "Additional Commands") {
		t.Errorf("got %s", help)
	}
}

func TestVersionSchemaAndCompletionPrintWhatTheyPromise(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	if got := l.ok("version"); !regexp.MustCompile(`^promptgit 1\.2\.3 \(go1\.\S+, \w+/\w+\)\n$`).MatchString(got) {
		t.Errorf("got %q", got)
	}
	var version struct{ Schema, Version, Go, Platform string }
	l.json(0, &version, "version")
	if version.Schema != "promptgit.version/v1" || version.Version != "1.2.3" || version.Platform == "" {
		t.Errorf("got %+v", version)
	}
	var schema map[string]any
	if err := json.Unmarshal([]byte(l.ok("schema", "config")), &schema); err != nil || schema["$schema"] == nil || schema["properties"] == nil {
		t.Errorf("got %v, %v", err, schema)
	}
	for shell, want := range map[string]string{"bash": "__start_promptgit", "zsh": "#compdef promptgit", "fish": "complete -c promptgit", "powershell": "Register-ArgumentCompleter"} {
		if got := l.ok("completion", shell); !strings.Contains(got, want) {
			t.Errorf("%s: no %q", shell, want)
		}
	}
	elsewhere := l.at(t.TempDir()) // none of them needs a repository
	for _, args := range [][]string{{"version"}, {"schema", "config"}, {"completion", "bash"}} {
		elsewhere.ok(args...)
	}
}

func TestTheShellCompletesWhatTheListsHold(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"ab"}, "ablate\tSay which variable of a commit did it\n:4\n"},
		{[]string{"no-"}, ":4\n"},
		{[]string{"check", "--report", ""}, "sarif\ngithub\nmarkdown\njunit\n:4\n"},
		{[]string{"lint", "--explain", ""}, "PG212\nPG213\nall\n:4\n"},
		{[]string{"init", "--ci", ""}, "github\ngithub-matrix\ngithub-publish\ngithub-drift\ngitlab\ngitlab-drift\nkubernetes\n:4\n"},
		{[]string{"hook", "run", "pre-r"}, "pre-receive\n:4\n"},
		{[]string{"log", "--color", ""}, "auto\nalways\nnever\n:4\n"},
	} {
		if got := l.ok(append([]string{"__complete"}, c.args...)...); !strings.HasSuffix(got, c.want) || strings.Contains(got, "no-help") {
			t.Errorf("%v: want %q, got %q", c.args, c.want, got)
		}
	}
	if help := l.ok("help", "hook", "status"); !strings.Contains(help, "promptgit hook status") {
		t.Errorf("got %s", help)
	}
	if a := l.want(2, "help", "chekc"); !strings.Contains(a.stderr, `did you mean "check"?`) {
		t.Errorf("got %s", a.stderr)
	}
}
