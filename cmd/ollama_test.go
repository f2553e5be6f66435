package cmd_test

import (
	"bufio"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// startOllama runs a server of Ollama of its own, with one tiny model, and gives
// the base URL of its API. Without the program the test is left out.
func startOllama(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("ollama")
	if err != nil {
		t.Skip("ollama is not on the PATH")
	}
	free, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	host := free.Addr().String()
	_ = free.Close() // only its number was wanted
	home := t.TempDir()
	env := append(os.Environ(), "HOME="+home, "OLLAMA_HOST="+host, "OLLAMA_MODELS="+filepath.Join(home, "models"))
	ctx, stop := context.WithCancel(context.Background()) // which outlives the context of the test
	server := exec.CommandContext(ctx, program, "serve")
	server.Env, server.Dir, server.WaitDelay = env, home, 10*time.Second
	server.Cancel = func() error { return server.Process.Signal(os.Interrupt) }
	log, err := server.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err = server.Start(); err != nil {
		t.Fatal(err)
	}
	listens, ended := make(chan bool, 1), make(chan struct{})
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(log); lines.Scan(); {
			if strings.Contains(lines.Text(), "Listening on") {
				listens <- true
			}
		}
		close(listens)
	}()
	t.Cleanup(func() {
		stop()
		<-ended
		_ = server.Wait() // it was interrupted
	})
	if !<-listens {
		t.Fatal("ollama serve ended")
	}
	for name, content := range map[string][]byte{"tiny.gguf": llmtest.TinyModel(), "Modelfile": []byte("FROM ./tiny.gguf\n")} {
		if err = os.WriteFile(filepath.Join(home, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	create := exec.CommandContext(t.Context(), program, "create", "tiny", "-f", "Modelfile")
	create.Env, create.Dir = env, home
	if out, err := create.CombinedOutput(); err != nil {
		t.Fatalf("ollama create: %v\n%s", err, out)
	}
	return "http://" + host + "/v1"
}

func TestARealServerIsDrivenFromEndToEnd(t *testing.T) {
	base := startOllama(t)
	l := newLab(t)
	l.write("suites/a.yaml", "tests:\n- {vars: {x: order}, assert: [{type: javascript, value: output.length > 0}]}\n- {vars: {x: late}, assert: [{type: equals, value: never}]}\n")
	l.write("promptgit.yaml", "providers:\n  plain: {type: openai, base_url: \""+base+"\"}\n"+
		"  live: {type: openai, base_url: \""+base+"\", stream: true}\n"+
		"  answers: {type: openai, base_url: \""+base+"\", api: responses}\n")
	l.set("prompts/a.md", "---\nmodel: plain:tiny\ntemperature: 0\nseed: auto\nmax_tokens: 8\nstop: [parcel]\n---\nsystem:\nBe brief.\nuser:\nSay {{x}}\n", "one")

	var outputs []string
	for _, provider := range []string{"plain", "live"} {
		var doc streamedDoc
		l.json(1, &doc, "eval", "HEAD", "--provider", provider, "--model", "tiny")
		for _, r := range doc.Runs[0].Results {
			outputs = append(outputs, r.Output)
			if r.Output == "" || r.FinishReason == nil || r.Tokens["prompt"] == 0 || r.Tokens["completion"] == 0 || r.CostUSD != nil || (r.FirstTokenMS != nil) != (provider == "live") {
				t.Errorf("%s: got %+v", provider, r)
			}
		}
	}
	if len(outputs) != 4 || outputs[0] != outputs[2] || outputs[1] != outputs[3] {
		t.Errorf("at temperature 0, whole and streamed, the model said %q", outputs)
	}
	if a := l.want(0, "run", "prompts/a.md", "-v", "x=order", "--provider", "answers", "--model", "tiny"); strings.TrimSpace(a.out) == "" {
		t.Errorf("the responses gave %q", a.out)
	}
	for _, args := range [][]string{{"run", "prompts/a.md", "-v", "x=order"}, {"eval", "HEAD"}} {
		for _, provider := range []string{"plain", "live", "answers"} {
			a := l.want(5, append(args, "--provider", provider, "--model", "none-such")...)
			if !strings.Contains(a.stderr, "none-such") || !strings.Contains(a.stderr, base) {
				t.Errorf("%v of %s: got %s", args, provider, a.stderr)
			}
		}
	}
}
