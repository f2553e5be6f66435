//go:build unix

package cmd_test

import (
	"strings"
	"testing"
)

func TestLongOutputGoesThroughThePagerOfGit(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.script("bin/less", `echo "LESS=$LESS LV=$LV"; cat`)
	l.script("bin/nothing", `exit 0`)
	l.git("config", "core.pager", "sed 's/^/configured /'")
	path := func(l *lab) string {
		for _, kv := range l.env {
			if rest, ok := strings.CutPrefix(kv, "PATH="); ok {
				return "PATH=" + l.dir + "/bin:" + rest
			}
		}
		return ""
	}(l)
	const first = "prompts/p.md  2 iterations, not judged"
	for name, c := range map[string]struct {
		env  []string
		args []string
		want string // the first lines of the screen
	}{
		"core.pager":                       {nil, nil, "configured " + first + "\nconfigured REV"},
		"GIT_PAGER wins":                   {[]string{"GIT_PAGER=sed 's/^/env /'"}, nil, "env " + first + "\nenv REV"},
		"cat is no pager":                  {[]string{"GIT_PAGER=cat"}, nil, first + "\nREV"},
		"an empty one is none":             {[]string{"GIT_PAGER="}, nil, first + "\nREV"},
		"--no-pager":                       {nil, []string{"--no-pager"}, first + "\nREV"},
		"a dumb terminal has none":         {[]string{"TERM=dumb"}, nil, first + "\nREV"},
		"nor one that is not known":        {[]string{"TERM="}, nil, first + "\nREV"},
		"one that is not there":            {[]string{"GIT_PAGER=no-such-pager"}, nil, "promptgit: warning: the pager no-such-pager cannot be run\n" + first},
		"one that the shell does not find": {[]string{"GIT_PAGER=no-such-pager -x 2>/dev/null"}, nil, "promptgit: warning: the pager no-such-pager -x 2>/dev/null cannot be run\n" + first},
		"a file that is not there":         {[]string{"GIT_PAGER=/nowhere/less"}, nil, "promptgit: warning: the pager /nowhere/less cannot be run\n" + first},
		"one that reads a line":            {[]string{"GIT_PAGER=head -n 1"}, nil, first + "\nexit status 0"},
		"one that reads nothing":           {[]string{path, "GIT_PAGER=nothing"}, nil, "exit status 0"},
		"less has settings":                {[]string{path, "GIT_PAGER=less"}, nil, "LESS=FRX LV=-c\n" + first},
		"the user's settings stay":         {[]string{path, "GIT_PAGER=less", "LESS=-S", "LV=x"}, nil, "LESS=-S LV=x\n" + first},
		"--json":                           {[]string{"GIT_PAGER=sed -n '2s/^/env/p'"}, []string{"--json"}, "env  \"schema\": \"promptgit.log/v1\""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at := *l
			at.t = t
			s := at.screen(80, 24, c.env, append([]string{"log"}, c.args...)...)
			if got := s.until(exitMark + "0"); !strings.HasPrefix(got, c.want) {
				t.Errorf("want\n%s\ngot\n%s", c.want, got)
			}
			if colored := strings.Contains(s.text("-e"), "\x1b[2m"); name == "less has settings" && !colored || name == "the user's settings stay" && colored {
				t.Errorf("colors go to a less that shows them alone: %q", s.text("-e"))
			}
		})
	}
	if out := l.at("", "GIT_PAGER=sed 's/^/env /'").ok("log"); strings.HasPrefix(out, "env ") {
		t.Errorf("a pipe has no pager: %s", out)
	}
}

func TestAnInterruptLeavesThePagerAlone(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.script("bin/pager", `trap 'echo interrupted' INT; cat; until read -r line < /dev/tty; do :; done; echo "left $line"`)
	s := l.screen(80, 24, []string{"GIT_PAGER=" + l.dir + "/bin/pager"}, "log")
	s.until("v1")
	s.keys("C-c")
	s.keys("C-c")
	s.until("interrupted")
	if text := s.text(); strings.Contains(text, exitMark) {
		t.Fatalf("it ended before its pager: %s", text)
	}
	s.keys("q", "Enter")
	if got := s.done(0); !strings.Contains(got, "left q") {
		t.Errorf("the pager reads the keyboard alone: %s", got)
	}
}
