package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestAProtectedLabelNeedsApprovalsWhateverTheReason(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.set("promptgit.yaml", "provider: echo\nrelease: {protected: [production], approvals: 2}\n", "protect")
	promote := func(code int) string {
		t.Helper()
		return l.want(code, "promote", "prompts/a.md", "production", "--reason", "it is urgent").stderr
	}
	if told := promote(1); !strings.Contains(told, "needs approvals of this version: 0 of 2 approvals") || strings.Contains(told, "--reason TEXT") {
		t.Errorf("it says %s", told)
	}
	l.ok("promote", "prompts/a.md", "staging")
	l.as("Bob").ok("review", "prompts/a.md", "--approve")
	l.want(1, "review", "prompts/a.md", "--approve") // by the author
	if told := promote(1); !strings.Contains(told, "1 of 2 approvals") {
		t.Errorf("it says %s", told)
	}
	// Neither the working tree nor a branch switches the protection off.
	l.write("promptgit.yaml", "provider: echo\n")
	promote(1)
	l.git("switch", "-q", "-c", "loose")
	l.commit("loosen")
	promote(1)
	l.git("switch", "-q", "main")
	var doc promoteDoc
	l.json(1, &doc, "promote", "prompts/a.md", "production")
	if !doc.Protected || doc.Done || len(doc.Reasons) != 1 {
		t.Errorf("got %+v", doc)
	}
	l.as("Eve").ok("review", "prompts/a.md", "--approve")
	promote(0)
	if l.labelAt("labels/prompts/a.md/production") != l.git("rev-parse", "main") {
		t.Error("the label has not moved")
	}
	l.as("Eve").ok("review", "prompts/a.md", "--request-changes", "-m", "no")
	l.git("commit", "-q", "--allow-empty", "-m", "nothing")
	if told := promote(1); !strings.Contains(told, "Eve requests changes") {
		t.Errorf("it says %s", told)
	}
}

func TestTheDefaultBranchOfARemoteProtectsToo(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.set("promptgit.yaml", "provider: echo\nrelease: {protected: [production]}\n", "protect")
	clone := l.beside("clone")
	l.git("clone", "-q", "-b", "main", l.dir, clone)
	c := l.at(clone)
	c.git("reset", "-q", "--hard", "v3")
	c.git("remote", "rename", "origin", "upstream")
	if told := c.want(1, "promote", "prompts/a.md", "production", "--reason", "now").stderr; !strings.Contains(told, "0 of 1 approval") {
		t.Errorf("it says %s", told)
	}
}

func TestASimulatedScoreCountsAsNoneForAProtectedLabel(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: demo\nrelease: {protected: [production], approvals: 0}\n")
	l.write("suites/a.yaml", "tests:\n- {id: one, vars: {x: 1}, assert: [{type: icontains, value: e}]}\n")
	l.set("prompts/a.md", "Write {{ x }}.\n", "one")
	l.run("eval", "HEAD")
	if told := l.want(1, "promote", "prompts/a.md", "production").stderr; !strings.Contains(told, "simulated, which counts as none for the protected label production") {
		t.Errorf("it says %s", told)
	}
	a := l.want(0, "promote", "prompts/a.md", "staging")
	if !strings.Contains(a.out, "*)") || !strings.Contains(a.stderr, "* simulated: no model was called") {
		t.Errorf("it says %s%s", a.out, a.stderr)
	}
}

func TestAProtectedLabelCanAskForASignedTag(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("ssh-keygen"); err != nil {
		if os.Getenv("PROMPTGIT_TESTS") == "all" {
			t.Fatal(err)
		}
		t.Skip("there is no ssh-keygen here")
	}
	l := released(t, 0)
	l.set("promptgit.yaml", "provider: echo\nrelease: {protected: [production], approvals: 0, signed: true}\n", "protect")
	key := func(name string) string {
		file := l.beside(name)
		if out, err := exec.CommandContext(t.Context(), "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return file
	}
	known, stranger := key("known"), key("stranger")
	public, err := os.ReadFile(known + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	if err = os.WriteFile(filepath.Join(filepath.Dir(l.dir), "signers"), []byte("ada@example.com "+string(public)), 0o600); err != nil {
		t.Fatal(err)
	}
	l.git("config", "gpg.format", "ssh")
	l.git("config", "gpg.ssh.allowedSignersFile", l.beside("signers"))
	promote := func(code int) string {
		t.Helper()
		return l.want(code, "promote", "prompts/a.md", "production", "--reason", "now").stderr
	}
	if told := promote(1); !strings.Contains(told, "needs a signed tag at the version, and there is none") || !strings.Contains(told, "git tag -s") {
		t.Errorf("without a tag: %s", told)
	}
	l.git("tag", "light")
	l.git("tag", "-a", "-m", "unsigned", "plain")
	l.git("-c", "user.signingKey="+stranger, "tag", "-s", "-m", "by a stranger", "strange")
	if told := promote(1); !strings.Contains(told, "git does not take light (") || !strings.Contains(told, "strange (") {
		t.Errorf("with tags that are none: %s", told)
	}
	l.git("-c", "user.signingKey="+known, "tag", "-s", "-m", "elsewhere", "elsewhere", "v1")
	promote(1)
	l.git("-c", "user.signingKey="+known, "tag", "-s", "-m", "release", "release")
	promote(0)
	// Taking it back needs neither.
	l.git("tag", "-d", "release")
	l.git("-c", "user.signingKey="+known, "tag", "-s", "-m", "old", "old", "v2")
	l.ok("promote", "prompts/a.md", "production", "--rev", "v2")
	l.git("tag", "-d", "old")
	l.ok("rollback", "prompts/a.md", "production")
}

// Where the file system knows no case, Production is the ref of production.
func TestNoLabelPassesForAnotherOne(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.set("promptgit.yaml", "provider: echo\nrelease: {protected: [production]}\n", "protect")
	for _, label := range []string{"Production", "PRODUCTION"} {
		if told := l.want(1, "promote", "prompts/a.md", label, "--reason", "now").stderr; !strings.Contains(told, "needs approvals") {
			t.Errorf("%s: it says %s", label, told)
		}
	}
	l.ok("promote", "prompts/a.md", "staging", "--rev", "v1")
	if told := l.want(2, "promote", "prompts/a.md", "Staging", "--rev", "v2").stderr; !strings.Contains(told, "differs from Staging in case alone") {
		t.Errorf("it says %s", told)
	}
	for _, label := range []string{"HEAD", l.git("rev-parse", "v1"), "pro\u200bduction", "a@b", "a b", "-x", "..\\", strings.Repeat("a", 101)} {
		l.want(2, "promote", "prompts/a.md", "--rev", "v1", "--", label)
	}
	// A ref by hand that is written otherwise stands for no label.
	l.git("update-ref", "refs/promptgit/labels/prompts/a.md/%73taging", "v3")
	if out := l.ok("labels"); strings.Count(out, "\n") != 1 || !strings.Contains(out, l.git("rev-parse", "v1")) {
		t.Errorf("labels: %s", out)
	}
}
