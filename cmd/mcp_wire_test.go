//go:build unix

package cmd_test

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// The lines with which a client begins.
const (
	hello = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}` + "\n" +
		`{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n"
	listCall = `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"list","arguments":{}}}` + "\n"
)

// wired is a server on pipes, without a client.
func (l *lab) wired(args ...string) (*process, io.WriteCloser) {
	l.t.Helper()
	p := l.command(append([]string{"mcp"}, args...)...)
	in, err := p.cmd.StdinPipe()
	if err != nil {
		l.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { _ = p.cmd.Process.Kill() }) // mostly it has ended
	return p, in
}

func (p *process) send(in io.Writer, text string) {
	p.t.Helper()
	if _, err := io.WriteString(in, text); err != nil {
		p.t.Fatal(err)
	}
}

// replies decodes what came on stdout, which must be messages of the protocol alone.
func (p *process) replies() []map[string]any {
	p.t.Helper()
	var list []map[string]any
	for _, line := range linesOf(p.out.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil || m["jsonrpc"] != "2.0" {
			p.t.Errorf("on stdout: %.200s", line)
		}
		list = append(list, m)
	}
	return list
}

func TestWhatWasAskedBeforeTheEndIsAnswered(t *testing.T) {
	t.Parallel()
	p, in := triageLab(t).wired()
	p.send(in, hello+listCall)
	_ = in.Close()
	if code, _ := p.wait(); code != 0 || len(p.replies()) != 2 || !strings.Contains(p.out.String(), "promptgit.list/v1") || p.stderr.Len() > 0 {
		t.Errorf("exit %d\n%s%s", code, p.out.String(), p.stderr.String())
	}
}

func TestNobodyBuysForAClientThatHasGone(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"stdin ends", "a signal"} {
		l, server := costly(t, 20, llmtest.Rule{Fault: llmtest.Hang}) // one each, so that no late question of the other counts
		p, in := l.wired()
		p.send(in, hello+`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"eval","arguments":{"max_calls":20}}}`+"\n")
		server.Wait(t.Context(), 5)
		want := 0
		if how == "a signal" {
			p.signal(syscall.SIGTERM)
			want = 130
		}
		_ = in.Close()
		if code, by := p.wait(); code != want || by != 0 {
			t.Errorf("%s: exit %d %v\n%s", how, code, by, p.stderr.String())
		}
		p.replies()
	}
}

func TestWhatIsNotTheProtocolEndsTheSession(t *testing.T) {
	t.Parallel()
	l := triageLab(t)
	long := strings.Repeat("x", 10<<20)
	for _, c := range []struct {
		name, text string
		code       int
		said       string
	}{
		{"nothing", "", 0, ""},
		{"words", "promptgit list\n", 2, "does not speak"},
		{"bytes", "\xff\xfe\x00\x01\n", 2, "does not speak"},
		{"another JSON", "[1, 2]\n", 2, "does not speak"},
		{"half a message", hello[:len(hello)/2], 2, "does not speak"},
		{"after a good beginning", hello + "}{\n", 2, "does not speak"},
		{"nested without end", strings.Repeat("[", 1<<20) + "\n", 2, "does not speak"},
		{"HTTP", "GET / HTTP/1.1\r\n\r\n", 2, "does not speak"},
		{"without end", strings.Repeat("x", 40<<20), 2, "does not speak"},
		{"one string without end", `{"jsonrpc":"` + strings.Repeat("x", 40<<20), 2, "does not speak"},
		{"a long argument", hello + fmt.Sprintf(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"log","arguments":{"prompt":"%s"}}}`+"\n", long), 0, ""},
		{"a long name", hello + fmt.Sprintf(`{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"%s"}}`+"\n", long), 0, ""},
		{"an unknown method", hello + `{"jsonrpc":"2.0","id":2,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}` + "\n", 0, ""},
	} {
		p, in := l.wired()
		_, _ = io.WriteString(in, c.text) // it may have ended before it read all
		_ = in.Close()
		code, _ := p.wait()
		if code != c.code || !strings.Contains(p.stderr.String(), c.said) || len(p.stderr.String()) > 2000 || c.said == "" && p.stderr.Len() > 0 {
			t.Errorf("%s: exit %d\n%.2000s", c.name, code, p.stderr.String())
		}
		if p.out.Len() > 20_000 {
			t.Errorf("%s: %d bytes of answer", c.name, p.out.Len())
		}
		for _, m := range p.replies() {
			result, _ := m["result"].(map[string]any)
			if id := m["id"]; id == 2.0 && m["error"] == nil && result["isError"] != true {
				t.Errorf("%s: it was done: %.200s", c.name, p.out.String())
			}
		}
	}
}

func TestAVariableThatTheSDKCannotReadBreaksNoCommand(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"foo", "a=1,b", "a=1"} {
		p := newLab(t).at(".", "MCPGODEBUG="+text).start("version")
		if code, _ := p.wait(); code != 0 || !strings.HasPrefix(p.out.String(), "promptgit ") || p.stderr.Len() > 0 {
			t.Errorf("%q: exit %d\n%s", text, code, p.stderr.String())
		}
	}
}
