package packaging_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// installed gives the start of a command line that runs promptgit out of a
// node_modules folder, as npm lays it out from the packages of build.mjs.
func installed(tb testing.TB) (command []string, modules string) {
	tb.Helper()
	node, err := exec.LookPath("node")
	switch {
	case err == nil:
	case os.Getenv("PROMPTGIT_TESTS") == "all":
		tb.Fatal("node is not installed, and PROMPTGIT_TESTS=all leaves no test out")
	default:
		tb.Skip("node is not installed")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		tb.Fatal(err)
	}
	work := tb.TempDir()
	program := filepath.Join(work, "dist", "here", "promptgit")
	run(tb, root, "go", "build", "-o", program, "./cmd/promptgit")
	for _, file := range [][2]string{{"LICENSE", "LICENSE"}, {"README.md", "README.md"}, {"packaging/npm/promptgit.js", "packaging/npm/promptgit.js"}} {
		copyFile(tb, filepath.Join(root, file[0]), filepath.Join(work, file[1]))
	}
	copyFile(tb, filepath.Join(root, "LICENSE"), filepath.Join(work, "build", "THIRD-PARTY-LICENSES"))
	writeJSON(tb, filepath.Join(work, "dist", "metadata.json"), map[string]string{"version": "1.2.3-next+abc"})
	writeJSON(tb, filepath.Join(work, "dist", "artifacts.json"), []map[string]string{
		{"type": "Archive", "goos": runtime.GOOS, "goarch": runtime.GOARCH, "path": "dist/none.tar.gz"},
		{"type": "Binary", "goos": runtime.GOOS, "goarch": runtime.GOARCH, "path": program},
	})
	run(tb, work, node, filepath.Join(root, "packaging", "npm", "build.mjs"))

	modules = filepath.Join(work, "node_modules")
	if err = os.MkdirAll(filepath.Join(modules, "@promptgit"), 0o777); err != nil {
		tb.Fatal(err)
	}
	packages, err := os.ReadDir(filepath.Join(work, "dist", "npm"))
	if err != nil {
		tb.Fatal(err)
	}
	for _, p := range packages {
		to := filepath.Join(modules, "@promptgit", p.Name())
		if p.Name() == "promptgit" {
			to = filepath.Join(modules, p.Name())
		}
		if err = os.Rename(filepath.Join(work, "dist", "npm", p.Name()), to); err != nil {
			tb.Fatal(err)
		}
	}
	return []string{node, filepath.Join(modules, "promptgit", "promptgit.js")}, modules
}

func TestThePackagesOfNpmAreTheProgram(t *testing.T) {
	t.Parallel()
	command, modules := installed(t)
	t.Run("each names the others by version", func(t *testing.T) { theManifestsAgree(t, modules) })
	t.Run("what the program answers is what they answer", func(t *testing.T) {
		if out := run(t, t.TempDir(), append(command, "version")...); !strings.HasPrefix(out, "promptgit ") {
			t.Errorf("version prints %q", out)
		}
		repo := t.TempDir()
		run(t, repo, "git", "init", "-q")
		if out, code := tryRun(t, repo, append(command, "hook", "status")...); code != 1 {
			t.Errorf("hook status in a new repository ends with %d: %s", code, out)
		}
		if out, code := tryRun(t, repo, append(command, "no-such-command")...); code != 2 || !strings.Contains(out, "unknown command") {
			t.Errorf("a wrong command ends with %d: %s", code, out)
		}
	})
	t.Run("a signal reaches the program", func(t *testing.T) { aSignalReachesIt(t, command) })
	t.Run("without that of the platform they say what to do", func(t *testing.T) {
		if err := os.RemoveAll(filepath.Join(modules, "@promptgit")); err != nil {
			t.Fatal(err)
		}
		if out, code := tryRun(t, modules, append(command, "version")...); code != 127 || !strings.Contains(out, "go install") {
			t.Errorf("it ends with %d: %s", code, out)
		}
	})
}

func theManifestsAgree(t *testing.T, modules string) {
	t.Helper()
	var manifest struct {
		Version              string
		Bin                  map[string]string
		OptionalDependencies map[string]string
	}
	readJSON(t, filepath.Join(modules, "promptgit", "package.json"), &manifest)
	if manifest.Version != "1.2.3-next" || manifest.Bin["promptgit"] != "promptgit.js" || len(manifest.OptionalDependencies) != 1 {
		t.Errorf("package.json says %+v", manifest)
	}
	for name, version := range manifest.OptionalDependencies {
		var platform struct{ Name, Version string }
		readJSON(t, filepath.Join(modules, filepath.FromSlash(name), "package.json"), &platform)
		if platform.Name != name || platform.Version != version || version != manifest.Version {
			t.Errorf("it needs %s %s, and there is %+v", name, version, platform)
		}
	}
}

func aSignalReachesIt(t *testing.T, command []string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("there are no signals to send")
	}
	demo := filepath.Join(t.TempDir(), "demo")
	run(t, t.TempDir(), append(command, "demo", demo)...)

	serve := exec.CommandContext(t.Context(), command[0], append(command[1:], "serve", "--listen", "0")...)
	serve.Dir = demo
	printed, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = serve.Start(); err != nil {
		t.Fatal(err)
	}
	line := make([]byte, 4096)
	n, err := printed.Read(line)
	if err != nil || !bytes.Contains(line[:n], []byte("http://127.0.0.1:")) {
		t.Fatalf("serve prints %q, %v", line[:n], err)
	}
	if err = serve.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- serve.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("serve ends well after a signal, and its starter with %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it goes on after SIGTERM")
	}
}

func run(tb testing.TB, dir string, command ...string) string {
	tb.Helper()
	out, code := tryRun(tb, dir, command...)
	if code != 0 {
		tb.Fatalf("%s ends with %d: %s", strings.Join(command, " "), code, out)
	}
	return out
}

func tryRun(tb testing.TB, dir string, command ...string) (out string, code int) {
	tb.Helper()
	c := exec.CommandContext(tb.Context(), command[0], command[1:]...)
	c.Dir = dir
	c.Env = slices.DeleteFunc(os.Environ(), func(pair string) bool { return strings.HasPrefix(pair, "GOFLAGS=") }) // the program needs no -race
	text, err := c.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		tb.Fatalf("%s: %v", strings.Join(command, " "), err)
	}
	return string(text), c.ProcessState.ExitCode()
}

func copyFile(tb testing.TB, from, to string) {
	tb.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = errors.Join(os.MkdirAll(filepath.Dir(to), 0o777), os.WriteFile(to, content, 0o666))
	}
	if err != nil {
		tb.Fatal(err)
	}
}

func writeJSON(tb testing.TB, path string, value any) {
	tb.Helper()
	content, err := json.Marshal(value)
	if err == nil {
		err = errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, content, 0o666))
	}
	if err != nil {
		tb.Fatal(err)
	}
}

func readJSON(tb testing.TB, path string, into any) {
	tb.Helper()
	content, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(content, into)
	}
	if err != nil {
		tb.Fatal(fmt.Errorf("%s: %w", path, err))
	}
}
