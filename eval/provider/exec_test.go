//go:build unix

package provider_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/value"
)

func TestACommandGetsThePromptAndTheJob(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.script(t, "model.sh", `printf '%s|' "$(cat)" "$1" "$2" "$PROMPTGIT_MODEL" "$PROMPTGIT_TEMPERATURE" "$PROMPTGIT_SAMPLE" "$PROMPTGIT_SEED" "$(pwd)"; echo; echo`)
	target := w.open(t, `exec:./model.sh --flag "two words"`)
	req := ask("hello\nworld", "temperature", 0.25)
	req.Sample = 3
	a, err := target.Caller.Complete(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.EvalSymlinks(w.Dir)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{"hello\nworld", "--flag", "two words", "m", "0.25", "3", "5eed", dir}, "|") + "|"
	if diff := cmp.Diff(want, a.Output); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if a.Cost != nil {
		t.Errorf("the price of a command is not known, got %v", *a.Cost)
	}
}

func TestATemperatureThatIsNotSetIsEmptyEvenInANestedRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Environ = append(w.Environ, "PROMPTGIT_TEMPERATURE=0.9")
	w.script(t, "model.sh", `echo "[$PROMPTGIT_TEMPERATURE]"`)
	a, err := w.open(t, "exec:./model.sh").Caller.Complete(t.Context(), ask("x"))
	if err != nil || a.Output != "[]" {
		t.Errorf("want [], got %q, %v", a.Output, err)
	}
}

func TestAnEditedScriptIsAnotherEndpoint(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.script(t, "model.sh", "echo one")
	w.write(t, "weights.txt", "1")
	first := w.open(t, "exec:./model.sh weights.txt").Endpoint
	if again := w.open(t, "exec:./model.sh weights.txt").Endpoint; again != first {
		t.Errorf("the endpoint changed without an edit: %s", again)
	}
	w.write(t, "weights.txt", "2")
	second := w.open(t, "exec:./model.sh weights.txt").Endpoint
	w.script(t, "model.sh", "echo two")
	third := w.open(t, "exec:./model.sh weights.txt").Endpoint
	if first == second || second == third {
		t.Errorf("an edit does not show:\n%s\n%s\n%s", first, second, third)
	}
}

func TestLargePromptsAndOutputsPass(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.script(t, "cat.sh", "cat")
	w.script(t, "deaf.sh", "echo did not listen")
	w.script(t, "both.sh", "head -c 1048576 /dev/zero | tr '\\0' y; cat >/dev/null")
	large := strings.Repeat("0123456789abcdef", 1<<20/16)
	for script, want := range map[string]string{
		"cat.sh":  large,
		"deaf.sh": "did not listen",
		"both.sh": strings.Repeat("y", 1<<20),
	} {
		a, err := w.open(t, "exec:./"+script).Caller.Complete(t.Context(), ask(large))
		if err != nil || a.Output != want {
			t.Errorf("%s: got %d bytes, %v", script, len(a.Output), err)
		}
	}
}

func TestWhatACommandDoesWrongIsAnErrorWithAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.script(t, "fails.sh", "echo partial; echo first >&2; echo 'no model loaded' >&2; exit 3")
	w.script(t, "chatty.sh", "yes eee | head -c 100000 >&2; echo the end >&2; exit 1")
	w.script(t, "endless.sh", "exec tr '\\0' y </dev/zero")
	w.script(t, "dies.sh", "kill -9 $$")
	w.write(t, "plain.txt", "#!/bin/sh\n")
	for spec, want := range map[string]struct {
		text  []string
		fatal bool
	}{
		"exec:./fails.sh":   {[]string{"exit status 3", "first", "no model loaded"}, false},
		"exec:./chatty.sh":  {[]string{"exit status 1", "... eee", "the end"}, false},
		"exec:./endless.sh": {[]string{"larger than 16 MiB"}, false},
		"exec:./dies.sh":    {[]string{"signal: killed"}, false},
		"exec:./none.sh":    {[]string{"command not found: ./none.sh"}, true},
		"exec:no-such-prog": {[]string{"command not found: no-such-prog"}, true},
		"exec:./plain.txt":  {[]string{"./plain.txt cannot be run"}, true},
	} {
		_, err := w.open(t, spec).Caller.Complete(t.Context(), ask("x"))
		failed := callError(t, err)
		for _, part := range want.text {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: want %q in %v", spec, part, err)
			}
		}
		if failed.Retry || failed.Fatal != want.fatal || (failed.Fatal && failed.Hint == "") {
			t.Errorf("%s: want fatal %v and no retry, got %+v", spec, want.fatal, failed)
		}
		if len(err.Error()) > 3000 {
			t.Errorf("%s: the error has %d bytes", spec, len(err.Error()))
		}
	}
}

// started runs a script that holds a FIFO open, as does all that it starts. It
// calls Complete in the background and gives the FIFO once everything runs.
func started(ctx context.Context, t *testing.T, w *world, script string) (held *os.File, done <-chan error) {
	t.Helper()
	path := filepath.Join(w.Dir, "fifo")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	w.script(t, "model.sh", "exec 3>fifo\n"+script)
	target := w.open(t, "exec:./model.sh")
	result := make(chan error, 1)
	go func() {
		_, err := target.Caller.Complete(ctx, ask("x"))
		result <- err
	}()
	held, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = held.Close() })
	if _, err := io.ReadFull(held, make([]byte, 3)); err != nil {
		t.Fatal(err)
	}
	return held, result
}

func TestCancelEndsTheCommandAndAllThatItStarted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	held, done := started(ctx, t, w, "(sleep 1000; true) &\nsh -c 'echo up >&3; sleep 1000; true' &\nwait")
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("want %v, got %v", context.Canceled, err)
	}
	// The FIFO ends only when the last process that holds it is gone.
	if rest, err := io.ReadAll(held); err != nil || len(rest) != 0 {
		t.Errorf("want the end, got %q, %v", rest, err)
	}
}

func TestAProcessLeftBehindThatHoldsTheOutputIsAnErrorAndEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	held, done := started(t.Context(), t, w, "sleep 1000 &\necho partial; echo up >&3")
	failed := callError(t, <-done)
	if !strings.Contains(failed.Error(), "kept its output open") || failed.Retry {
		t.Errorf("got %+v", failed)
	}
	if rest, err := io.ReadAll(held); err != nil || len(rest) != 0 {
		t.Errorf("want the end, got %q, %v", rest, err)
	}
}

func TestAConfiguredCommandHasAPriceAndAModel(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.script(t, "model.sh", `echo "$PROMPTGIT_MODEL"`)
	w.env["FLAG"] = "expanded value"
	named := map[string]provider.Spec{"script": {Type: "exec", Options: value.NewObject(
		"command", `./model.sh "$FLAG"`, "price", value.NewObject("input", int64(1), "output", 2.5),
	)}}
	target, err := provider.Resolve("script:big", named, "", w.Deps)
	if err != nil {
		t.Fatal(err)
	}
	if target.Provider != "script" || target.Model != "big" || target.Price == nil || target.Price.Output != 2.5 {
		t.Errorf("got %+v", target)
	}
	if !strings.Contains(target.Endpoint, "expanded value") {
		t.Errorf("the variable is not expanded: %s", target.Endpoint)
	}
}

func TestWhatACommandSaysHoldsNoCredential(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Environ = append(w.Environ, "MY_API_KEY=sk-12345678", "MY_TOKEN=true", "PLAIN=sk-visible")
	w.script(t, "model.sh", `echo "$MY_API_KEY $MY_TOKEN $PLAIN" >&2; exit 1`)
	target := w.open(t, "exec:./model.sh")
	_, err := target.Caller.Complete(t.Context(), ask("hello"))
	if err == nil || !strings.HasSuffix(err.Error(), "[redacted] true sk-visible") {
		t.Errorf("got %v", err)
	}
}

func TestAScriptThatChangesWhileItIsInUseIsNotRun(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.script(t, "model.sh", "echo one")
	target := w.open(t, "exec:./model.sh")
	for range 2 { // touched, and not changed
		if a, err := target.Caller.Complete(t.Context(), ask("x")); err != nil || a.Output != "one" {
			t.Fatalf("got %q, %v", a.Output, err)
		}
		later := time.Now().Add(time.Hour)
		if err := os.Chtimes(filepath.Join(w.Dir, "model.sh"), later, later); err != nil {
			t.Fatal(err)
		}
	}
	w.script(t, "model.sh", "touch ran; echo two")
	_, err := target.Caller.Complete(t.Context(), ask("x"))
	var failed *eval.CallError
	if !errors.As(err, &failed) || !failed.Fatal || failed.Sent || !strings.Contains(err.Error(), "./model.sh changed") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(w.Dir, "ran")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it ran: %v", err)
	}
}
