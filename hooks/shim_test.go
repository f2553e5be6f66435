package hooks

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Tests that write programs and run them are not parallel: a fork elsewhere in
// the process could hold the file open for writing, and it would be busy.

func TestLinesOnStandardInputReachBothHooks(t *testing.T) {
	dir := t.TempDir()
	program, hook := filepath.Join(dir, "promptgit"), filepath.Join(dir, "post-rewrite")
	copying := "#!/bin/sh\ncat > \"$0.in\"; echo \"$*\" > \"$0.args\"\n"
	for name, content := range map[string]string{
		program: copying, hook + keptSuffix: copying,
		hook: string(shim(Event{Name: "post-rewrite", Stdin: true}, program)),
	} {
		syscall.ForkLock.RLock() // a process forked meanwhile would hold the file open for writing
		err := os.WriteFile(name, []byte(content), 0o755)
		syscall.ForkLock.RUnlock()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, lines := range []string{"", "a b\n", "a b\nc d\n\n", "no newline %s \\n"} {
		cmd := exec.CommandContext(t.Context(), hook, "amend")
		cmd.Stdin = strings.NewReader(lines)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		for file, want := range map[string]string{
			program + ".in": lines, program + ".args": "hook run post-rewrite amend\n",
			hook + keptSuffix + ".in": lines, hook + keptSuffix + ".args": "amend\n",
		} {
			if got, err := os.ReadFile(file); err != nil || string(got) != want {
				t.Errorf("%s: want %q, got %q, %v", filepath.Base(file), want, got, err)
			}
		}
	}
}

func TestOurHookIsKnownByItsMarkerAndSum(t *testing.T) {
	t.Parallel()
	ours := string(shim(Events()[0], "/opt/it's here/promptgit"))
	for _, c := range []struct {
		name, content   string
		ours, untouched bool
	}{
		{"as written", ours, true, true},
		{"a line added", ours + "\n", true, false},
		{"another program", strings.Replace(ours, "/opt/", "/usr/", 1), true, false},
		{"the marker taken out", strings.Replace(ours, "# promptgit-hook", "#", 1), false, false},
		{"a foreign hook that names us", "#!/bin/sh\nexec promptgit hook run pre-commit\n", false, false},
		{"nothing", "", false, false},
	} {
		gotOurs, gotUntouched := isOurs([]byte(c.content))
		if gotOurs != c.ours || gotUntouched != c.untouched {
			t.Errorf("%s: want %t, %t; got %t, %t", c.name, c.ours, c.untouched, gotOurs, gotUntouched)
		}
	}
	for _, text := range []string{ours, command(Events()[0], "/opt/it's here/promptgit")} {
		if got := programOf(text); got != "/opt/it's here/promptgit" {
			t.Errorf("the program is read as %q", got)
		}
	}
}
