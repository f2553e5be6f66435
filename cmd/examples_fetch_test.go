//go:build unix

package cmd_test

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The examples in examples/fetch are run against a real server: the second time they
// have a 304, and after that no server at all.
func TestTheFetchExamplesRun(t *testing.T) {
	t.Parallel()
	examples, err := filepath.Abs(filepath.Join("..", "examples", "fetch"))
	if err != nil {
		t.Fatal(err)
	}
	for name, program := range map[string]func(t *testing.T, examples string) []string{"python": pythonExample, "typescript": typescriptExample} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := program(t, examples)
			l := released(t, 0)
			l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
			p := l.serveAPI()
			c := exec.CommandContext(t.Context(), args[0], args[1:]...) //nolint:gosec // an example of ours
			c.Env = append(os.Environ(), "PROMPTGIT_URL="+p.base, "PROMPTGIT_API_TOKEN="+apiToken)
			in, err := c.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			out, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			var problem strings.Builder
			c.Stderr = &problem
			if err = c.Start(); err != nil {
				t.Fatal(err)
			}
			lines := json.NewDecoder(out)
			ask := func() string {
				t.Helper()
				var messages []struct{ Role, Content string }
				if _, err = in.Write([]byte("\n")); err != nil {
					t.Fatal(err)
				}
				if err = lines.Decode(&messages); err != nil || len(messages) != 1 {
					t.Fatalf("got %v, %v: %s", messages, err, problem.String())
				}
				return messages[0].Content
			}
			if got := ask(); !strings.Contains(got, "One.") {
				t.Errorf("it gets %q", got)
			}
			if got := ask(); !strings.Contains(got, "One.") || !strings.Contains(p.ask("/metrics").body, `{code="304"} 1`) {
				t.Errorf("the second time it gets %q, and asks: %s", got, p.ask("/metrics").body)
			}
			l.ok("promote", "prompts/a.md", "production", "--rev", "v2")
			if got := ask(); !strings.Contains(got, "Two.") {
				t.Errorf("after a promotion it gets %q", got)
			}
			p.signal(syscall.SIGKILL)
			p.wait()
			if got := ask(); !strings.Contains(got, "Two.") {
				t.Errorf("without a server it gets %q", got)
			}
			for _, text := range []string{"HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 99\r\n\r\n{\"messages\":", "HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 6\r\n\r\n<html>", "no HTTP\r\n\r\n"} {
				stop := answerOnce(t, strings.TrimPrefix(p.base, "http://"), text)
				if got := ask(); !strings.Contains(got, "Two.") {
					t.Errorf("after %q it gets %q", text, got)
				}
				stop()
			}
			if err = in.Close(); err == nil {
				err = c.Wait()
			}
			if err != nil {
				t.Errorf("%v: %s", err, problem.String())
			}
		})
	}
}

// missingProgram leaves a test out where a program is not installed.
func missingProgram(t *testing.T, name string) string {
	t.Helper()
	found, err := exec.LookPath(name)
	if err != nil && os.Getenv("PROMPTGIT_TESTS") == "all" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skipf("there is no %s", name)
	}
	return found
}

func pythonExample(t *testing.T, examples string) []string {
	t.Helper()
	python := missingProgram(t, "python3")
	const driver = `
import json, sys
sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True
import fetch
for _ in sys.stdin:
    print(json.dumps(fetch.fetch("prompts/a.md", "production", "4711")["messages"]), flush=True)
`
	return []string{python, "-c", driver, examples}
}

// typescriptExample runs it as it stands where node takes types away, and else
// compiles it with the compiler of TypeScript, where that can be had.
func typescriptExample(t *testing.T, examples string) []string {
	t.Helper()
	node := missingProgram(t, "node")
	dir := t.TempDir()
	source, err := os.ReadFile(filepath.Join(examples, "fetch.ts"))
	if err != nil {
		t.Fatal(err)
	}
	module, flags := "fetch.ts", []string{"--experimental-strip-types", "--no-warnings"}
	if !stripsTypes(t, node) {
		module, flags = "fetch.js", nil
	}
	driver := `import { fetchPrompt } from "./` + module + `";
import { createInterface } from "node:readline";
for await (const _ of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify((await fetchPrompt("prompts/a.md", "production", "4711")).messages));
}
`
	for name, text := range map[string]string{"fetch.ts": string(source), "driver.mjs": driver, "package.json": `{"type":"module"}`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if module == "fetch.js" {
		compileTypescript(t, dir)
	}
	return append(append([]string{node}, flags...), filepath.Join(dir, "driver.mjs"))
}

func stripsTypes(t *testing.T, node string) bool {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), node, "--version").Output()
	version := regexp.MustCompile(`^v(\d+)\.(\d+)`).FindStringSubmatch(string(out))
	if err != nil || version == nil {
		t.Fatalf("node says %q, %v", out, err)
	}
	major, _ := strconv.Atoi(version[1])
	minor, _ := strconv.Atoi(version[2])
	return major > 22 || major == 22 && minor >= 6
}

// compileTypescript makes fetch.js, by the strict rules of the compiler.
func compileTypescript(t *testing.T, dir string) {
	t.Helper()
	if os.Getenv("PROMPTGIT_TESTS") != "all" {
		t.Skip("this node takes no types away, and the compiler of TypeScript is fetched with PROMPTGIT_TESTS=all only")
	}
	npm := missingProgram(t, "npm")
	run := func(args ...string) (string, error) {
		c := exec.CommandContext(t.Context(), args[0], args[1:]...) //nolint:gosec // the compiler
		c.Dir = dir
		out, err := c.CombinedOutput()
		return string(out), err
	}
	if out, err := run(npm, "ping", "--fetch-retries=0", "--fetch-timeout=10000"); err != nil {
		t.Skipf("the registry of npm cannot be reached: %s", out)
	}
	if out, err := run(npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "typescript@5.9.3", "@types/node@20"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if out, err := run(filepath.Join("node_modules", ".bin", "tsc"), "--strict", "--target", "es2022", "--module", "nodenext", "--types", "node", "fetch.ts"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// answerOnce listens at an address and answers one request with a text.
func answerOnce(t *testing.T, addr, text string) (stop func()) {
	t.Helper()
	var c net.ListenConfig
	l, err := c.Listen(t.Context(), "tcp", addr)
	for tries := 0; err != nil && tries < 200; tries++ { // a connection of another test may have the port as its own for a while
		time.Sleep(100 * time.Millisecond)
		l, err = c.Listen(t.Context(), "tcp", addr)
	}
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = conn.Read(make([]byte, 4096))
		_, _ = conn.Write([]byte(text))
		_ = conn.Close()
	}()
	return func() {
		_ = l.Close()
		<-done
	}
}
