package hooks_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/hooks"
)

const shimPath = ".git/hooks/pre-commit"

func must(t *testing.T) func([]hooks.Result, error) []hooks.Result {
	t.Helper()
	return func(results []hooks.Result, err error) []hooks.Result {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return results
	}
}

func states(results []hooks.Result) string {
	var words []string
	for _, r := range results {
		words = append(words, r.Event+" "+string(r.State))
	}
	return strings.Join(words, ", ")
}

// every is what [states] gives where all hooks stand alike.
func every(state hooks.State) string {
	var words []string
	for _, e := range hooks.Events() {
		words = append(words, e.Name+" "+string(state))
	}
	return strings.Join(words, ", ")
}

// afterwards is the call that follows every commit.
const afterwards = "promptgit hook run post-commit\n"

func TestTheHookFileRunsPromptgitAndItsAnswerCounts(t *testing.T) {
	r := newRepo(t)
	i := r.installer(false)
	if got := states(must(t)(i.Status(t.Context()))); got != every(hooks.Missing) {
		t.Errorf("before: %s", got)
	}
	first := must(t)(i.Install(t.Context()))
	if first[0].By != "hook file" || !first[0].Changed || first[0].Kept {
		t.Errorf("installed: %+v", first[0])
	}
	content := r.read(shimPath)
	if again := must(t)(i.Install(t.Context())); again[0].Changed || r.read(shimPath) != content {
		t.Errorf("installing twice changes something: %+v", again[0])
	}
	if got := states(must(t)(i.Status(t.Context()))); got != every(hooks.Active) {
		t.Errorf("after: %s", got)
	}
	r.write("a", "1", 0o644)
	r.git("add", "a")
	if out, err := r.try([]string{"ANSWER=1"}, "commit", "-m", "1"); err == nil {
		t.Errorf("the commit landed: %s", out)
	}
	r.git("commit", "-m", "1")
	if want := strings.Repeat("promptgit hook run pre-commit\n", 2) + afterwards; r.calls() != want {
		t.Errorf("the program was not called twice as %q", want)
	}
	for _, skip := range []string{"PROMPTGIT=0", "SKIP=promptgit", "SKIP=other,promptgit"} {
		if out, err := r.try([]string{"ANSWER=1", skip}, "commit", "--allow-empty", "-m", skip); err != nil {
			t.Errorf("%s does not skip: %s", skip, out)
		}
	}
	must(t)(i.Uninstall(t.Context()))
	if r.read(shimPath) != "(missing)" || r.calls() != "" {
		t.Error("the hook is still there or ran where it was skipped")
	}
}

func TestAForeignHookIsKeptRunFirstAndPutBack(t *testing.T) {
	r := newRepo(t)
	foreign := "#!/bin/sh\n# no newline at the end, CRLF here:\r\necho foreign $# >> \"$LOG\"; exit ${FOREIGN:-0}"
	r.write(shimPath, foreign, 0o711)
	i := r.installer(false)
	if got := must(t)(i.Install(t.Context())); !got[0].Kept || got[1].Kept {
		t.Errorf("what was kept: %+v", got)
	}
	r.git("commit", "--allow-empty", "-m", "both run")
	if got := r.calls(); got != "foreign 0\npromptgit hook run pre-commit\n"+afterwards {
		t.Errorf("order of calls: %q", got)
	}
	if out, err := r.try([]string{"FOREIGN=3"}, "commit", "--allow-empty", "-m", "no"); err == nil {
		t.Errorf("the foreign hook's answer is lost: %s", out)
	}
	if got := r.calls(); got != "foreign 0\n" {
		t.Errorf("after the foreign hook failed: %q", got)
	}
	must(t)(i.Install(t.Context()))
	must(t)(i.Uninstall(t.Context()))
	info, err := os.Stat(r.path(shimPath))
	if err != nil || info.Mode().Perm() != 0o711 || r.read(shimPath) != foreign {
		t.Errorf("not put back as it was: %v, %v", info, err)
	}
	if r.read(shimPath+".promptgit-prev") != "(missing)" {
		t.Error("the kept hook is still there")
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	r := newRepo(t)
	i := r.installer(false)
	must(t)(i.Install(t.Context()))
	shim := r.read(shimPath)

	r.write(shimPath, shim+"echo mine\n", 0o755)
	for name, do := range map[string]func() ([]hooks.Result, error){
		"install":   func() ([]hooks.Result, error) { return i.Install(t.Context()) },
		"uninstall": func() ([]hooks.Result, error) { return i.Uninstall(t.Context()) },
	} {
		_, err := do()
		if conflict := (*hooks.ConflictError)(nil); !errors.As(err, &conflict) || conflict.Hint() == "" {
			t.Errorf("%s over an edited hook: %v", name, err)
		}
	}
	if got := must(t)(i.Status(t.Context())); got[0].State != hooks.Edited {
		t.Errorf("an edited hook is %s", got[0].State)
	}

	r.write(shimPath, "#!/bin/sh\necho other\n", 0o755)
	r.write(shimPath+".promptgit-prev", "#!/bin/sh\necho kept\n", 0o755)
	if _, err := i.Install(t.Context()); err == nil {
		t.Error("a foreign hook and a kept one: want a refusal")
	}
	if got := must(t)(i.Uninstall(t.Context())); got[0].Changed {
		t.Errorf("uninstall touched what is not ours: %+v", got[0])
	}
	if r.read(shimPath) != "#!/bin/sh\necho other\n" || r.read(shimPath+".promptgit-prev") != "#!/bin/sh\necho kept\n" {
		t.Error("a foreign hook was changed")
	}
}

func TestAnInterruptedInstallIsCompleted(t *testing.T) {
	r := newRepo(t)
	r.write(shimPath+".promptgit-prev", "#!/bin/sh\necho kept >> \"$LOG\"\n", 0o755)
	i := r.installer(false)
	if got := must(t)(i.Install(t.Context())); !got[0].Kept {
		t.Errorf("want the kept hook to be noticed: %+v", got[0])
	}
	r.git("commit", "--allow-empty", "-m", "1")
	if got := r.calls(); got != "kept\npromptgit hook run pre-commit\n"+afterwards {
		t.Errorf("calls: %q", got)
	}
}

func TestAProgramThatMovedAway(t *testing.T) {
	r := newRepo(t)
	i := r.installer(false)
	must(t)(i.Install(t.Context()))
	elsewhere := filepath.Join(t.TempDir(), "promptgit")
	if err := os.Rename(r.program, elsewhere); err != nil {
		t.Fatal(err)
	}
	if got := must(t)(i.Status(t.Context())); got[0].State != hooks.Broken || got[0].Program != r.program {
		t.Errorf("status: %+v", got[0])
	}
	out, err := r.try(nil, "commit", "--allow-empty", "-m", "missing")
	if err != nil || !strings.Contains(out, "promptgit: warning: pre-commit: promptgit is not where it was") || !strings.Contains(out, "promptgit hook install") {
		t.Errorf("want a warning and a commit, got %v\n%s", err, out)
	}
	r.git("config", "promptgit.hook.required", "yes")
	if out, err := r.try(nil, "commit", "--allow-empty", "-m", "required"); err == nil {
		t.Errorf("the hook is required and missing, but: %s", out)
	}
	if out, err := r.try([]string{"PATH=" + filepath.Dir(elsewhere) + ":" + os.Getenv("PATH")}, "commit", "--allow-empty", "-m", "PATH"); err != nil {
		t.Errorf("not found on PATH: %s", out)
	}
	if got := r.calls(); got != "promptgit hook run pre-commit\n"+afterwards {
		t.Errorf("calls: %q", got)
	}
	i.Program = elsewhere
	if got := must(t)(i.Install(t.Context())); !got[0].Changed || got[0].Kept {
		t.Errorf("our own hook is not updated: %+v", got[0])
	}
	r.git("commit", "--allow-empty", "-m", "updated")
	if got := r.calls(); got != "promptgit hook run pre-commit\n"+afterwards {
		t.Errorf("calls: %q", got)
	}
}

func TestHooksOfALinkedWorktreeAndOfAnotherFolder(t *testing.T) {
	r := newRepo(t)
	r.git("commit", "--allow-empty", "-m", "1")
	linked := filepath.Join(t.TempDir(), "linked")
	r.git("worktree", "add", "-q", linked)
	main := r.dir
	r.dir = linked
	must(t)(r.installer(false).Install(t.Context()))
	r.git("commit", "--allow-empty", "-m", "2")
	r.dir = main
	r.git("commit", "--allow-empty", "-m", "3")
	if got := r.calls(); strings.Count(got, "pre-commit") != 2 {
		t.Errorf("calls: %q", got)
	}
	r.git("config", "core.hooksPath", ".githooks")
	if got := must(t)(r.installer(false).Install(t.Context())); got[0].Path != r.path(".githooks/pre-commit") || got[0].State != hooks.Active {
		t.Errorf("core.hooksPath: %+v", got[0])
	}
}

func TestAMergeRunsItsOwnHook(t *testing.T) {
	r := newRepo(t)
	r.git("commit", "--allow-empty", "-m", "1")
	r.git("branch", "side")
	r.git("commit", "--allow-empty", "-m", "2")
	r.git("checkout", "-q", "side")
	r.git("commit", "--allow-empty", "-m", "3")
	must(t)(r.installer(false).Install(t.Context()))
	r.git("merge", "-m", "merge", "main")
	if got := r.calls(); got != "promptgit hook run pre-merge-commit\n" {
		t.Errorf("calls: %q", got)
	}
}

func TestManagedHooksAreShownAndLeftAlone(t *testing.T) {
	for _, c := range []struct {
		name, by string
		files    map[string]string // tracked
		hooks    string            // core.hooksPath
		edit     string
	}{
		{"husky", "husky", map[string]string{".husky/pre-commit": "npm test\n"}, ".husky/_", ".husky/pre-commit"},
		{"husky without a file yet", "husky", map[string]string{".husky/post-merge": "x\n"}, ".husky/_", ".husky/pre-commit"},
		{"lefthook", "lefthook", map[string]string{"lefthook.yml": "pre-push:\n  commands: {}\n"}, "", "lefthook.yml"},
		{"pre-commit", "pre-commit", map[string]string{".pre-commit-config.yaml": "repos:\n"}, "", ".pre-commit-config.yaml"},
		{"a tracked folder", "tracked files in tools/hooks", map[string]string{"tools/hooks/pre-commit": "#!/bin/sh\n"}, "tools/hooks", "tools/hooks/pre-commit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRepo(t)
			for name, content := range c.files {
				r.write(name, content, 0o755)
				r.git("add", name)
			}
			if c.hooks != "" {
				r.git("config", "core.hooksPath", c.hooks)
			}
			i := r.installer(false)
			got := must(t)(i.Install(t.Context()))[0]
			if got.State != hooks.Managed || got.By != c.by || got.Path != r.path(c.edit) || got.Changed {
				t.Errorf("install: %+v", got)
			}
			if !strings.Contains(got.Snippet, "promptgit hook run pre-commit\n") {
				t.Errorf("the line to add is not in %q", got.Snippet)
			}
			for name, content := range c.files {
				if r.read(name) != content {
					t.Errorf("%s was changed", name)
				}
			}
			before := r.read(c.edit)
			if before == "(missing)" {
				before = ""
			}
			r.write(c.edit, before+got.Snippet, 0o755)
			if got := must(t)(i.Status(t.Context()))[0]; got.State != hooks.Active || got.By != c.by {
				t.Errorf("with the line added: %+v", got)
			}
			if got := must(t)(i.Install(t.Context()))[0]; got.Changed || got.Snippet != "" {
				t.Errorf("installing over it: %+v", got)
			}
		})
	}
}

// With the pre-commit framework a hook is known by its id, too.
func TestAHookOfThePreCommitFrameworkIsKnownByItsID(t *testing.T) {
	r := newRepo(t)
	r.write(".pre-commit-config.yaml", "repos:\n  - repo: https://github.com/promptgit/promptgit\n    rev: v1.0.0\n    hooks:\n"+
		"      - id: promptgit # one variable\n      - {id: 'promptgit-message'}\n      # - id: promptgit-merge\n", 0o644)
	want := map[string]hooks.State{"pre-commit": hooks.Active, "prepare-commit-msg": hooks.Active}
	for _, got := range must(t)(r.installer(false).Status(t.Context())) {
		if state, ok := want[got.Event]; (got.State == state) != ok || got.By != "pre-commit" {
			t.Errorf("%+v", got)
		}
	}
}

func TestAGeneratedHookFileIsNotDisplaced(t *testing.T) {
	r := newRepo(t)
	generated := "#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n"
	r.write(shimPath, generated, 0o755)
	if got := must(t)(r.installer(false).Install(t.Context()))[0]; got.State != hooks.Managed || got.By != "pre-commit" {
		t.Errorf("got %+v", got)
	}
	if r.read(shimPath) != generated {
		t.Error("the generated hook was changed")
	}
}

func TestASharedHooksFolderIsLeftAlone(t *testing.T) {
	r := newRepo(t)
	shared := t.TempDir()
	r.git("config", "core.hooksPath", shared)
	i := r.installer(false)
	i.Shared = true // as when the setting is the user's own
	if got := must(t)(i.Install(t.Context()))[0]; got.State != hooks.Managed || !strings.HasPrefix(got.Snippet, "#!/bin/sh\n") {
		t.Errorf("got %+v", got)
	}
	if entries, err := os.ReadDir(shared); err != nil || len(entries) != 0 {
		t.Errorf("something was written: %v, %v", entries, err)
	}
	i.Shared = false
	if got := must(t)(i.Install(t.Context()))[0]; got.State != hooks.Active || got.Path != filepath.Join(shared, "pre-commit") {
		t.Errorf("a folder of the repository's own choice: %+v", got)
	}
}

func TestHooksInGitsConfiguration(t *testing.T) {
	r := newRepo(t)
	must(t)(r.installer(false).Install(t.Context())) // by the older git of last year
	i := r.installer(true)
	got := must(t)(i.Install(t.Context()))
	if got[0].By != "git config" || got[0].State != hooks.Active || !got[0].Changed {
		t.Errorf("install: %+v", got[0])
	}
	if r.read(shimPath) != "(missing)" {
		t.Error("the file of the older git would run a second time")
	}
	if event := r.git("config", "hook.promptgit-pre-merge-commit.event"); event != "pre-merge-commit" {
		t.Errorf("the event is %q", event)
	}
	if again := must(t)(i.Install(t.Context())); again[0].Changed {
		t.Errorf("installing twice changes something: %+v", again[0])
	}
	r.git("config", "hook.promptgit-pre-commit.enabled", "false")
	if got := must(t)(i.Status(t.Context())); got[0].State != hooks.Disabled || got[1].State != hooks.Active {
		t.Errorf("status: %s", states(got))
	}
	must(t)(i.Install(t.Context()))
	if got := must(t)(i.Status(t.Context())); got[0].State != hooks.Active || got[0].Program != r.program {
		t.Errorf("status: %+v", got[0])
	}
	if got := must(t)(r.installer(false).Install(t.Context())); got[0].By != "hook file" || !got[0].Changed {
		t.Errorf("back to files: %+v", got[0])
	}
	if r.git("commit", "--allow-empty", "-m", "once"); r.calls() != "promptgit hook run pre-commit\n"+afterwards {
		t.Error("the hook does not run exactly once")
	}
	must(t)(i.Install(t.Context()))
	must(t)(i.Uninstall(t.Context()))
	if left := r.git("config", "--local", "--list"); strings.Contains(left, "promptgit") {
		t.Errorf("left behind:\n%s", left)
	}
	if diff := cmp.Diff(every(hooks.Missing), states(must(t)(i.Status(t.Context())))); diff != "" {
		t.Error(diff)
	}
}

func TestTheConfiguredCommandIsShThatCarriesItsArguments(t *testing.T) {
	r := newRepo(t)
	must(t)(r.installer(true).Install(t.Context()))
	r.git("config", "alias.hooked", "!"+r.git("config", "hook.promptgit-pre-commit.command"))
	r.git("hooked", "one", "two words") // git appends "$@", as it does for hooks
	if got := r.calls(); !strings.HasPrefix(got, "promptgit hook run pre-commit one two words\n") {
		t.Errorf("calls: %q", got)
	}
	if err := os.Remove(r.program); err != nil {
		t.Fatal(err)
	}
	if out, err := r.try(nil, "hooked"); err != nil || !strings.Contains(out, "nothing was checked") {
		t.Errorf("want a warning, got %v: %s", err, out)
	}
	r.git("config", "promptgit.hook.required", "true")
	if out, err := r.try(nil, "hooked"); err == nil {
		t.Errorf("the hook is required and missing, but: %s", out)
	}
}
