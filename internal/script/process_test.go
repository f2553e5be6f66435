//go:build unix

package script_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/process"
	"github.com/promptgit/promptgit/internal/script"
	"github.com/promptgit/promptgit/internal/value"
)

// code runs code in place of a language, or a command, with an output.
func (l *lab) code(language, source string) (any, error) {
	return l.runtime.Run(context.Background(), eval.Script{Language: language, Source: source},
		eval.Arg{Name: "output", Value: "Paris"}, eval.Arg{Name: "context", Value: value.NewObject("vars", value.NewObject("n", int64(1)))})
}

// needs skips a test of a language that is not installed here.
func needs(tb testing.TB, language string) {
	tb.Helper()
	if !installed(tb, language) {
		tb.Skip("there is no " + language)
	}
}

// installed says whether the interpreter of a language is there. Where all tests
// must run, as in CI, one that is missing is a failure.
func installed(tb testing.TB, language string) bool {
	tb.Helper()
	program, ok := map[string]string{eval.Python: "python3", eval.Ruby: "ruby"}[language]
	if !ok {
		return true
	}
	_, err := exec.LookPath(program)
	if err != nil && os.Getenv("PROMPTGIT_TESTS") == "all" {
		tb.Fatal(err)
	}
	return err == nil
}

func TestCodeMayPrintWhatItWants(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	for language, sources := range map[string][]string{
		eval.Python: {
			"print('{\"kind\": \"data\", \"data\": 7}')\nreturn len(output)",
			"import os\nos.system('echo noise')\nos.write(1, b'noise')\nreturn len(output)",
			"import sys\nsys.stdout.write('no newline')\nsys.stderr.write('x' * 100000)\nreturn len(output)",
			"try:\n  input()\nexcept EOFError:\n  return len(output)",
		},
		eval.Ruby: {
			"puts '{\"kind\": \"data\", \"data\": 7}'\nreturn output.length",
			"system('echo noise')\nSTDOUT.write('noise')\nreturn output.length",
			"gets.nil? ? output.length : 0",
		},
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			needs(t, language)
			for _, source := range sources {
				if v, err := l.code(language, source); err != nil || v != int64(5) {
					t.Errorf("%s: got %v, %v", source, v, err)
				}
			}
		})
	}
}

func TestWhatCodeOfALanguageDoesWrong(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	for _, c := range []struct {
		language, source, want string
		thrown                 bool // a fail of the output; else an error
	}{
		{eval.Python, "x = 1\nraise ValueError('bad value')", "ValueError: bad value (line 2)", true},
		{eval.Python, "return {1, 2}", "not JSON serializable", true},
		{eval.Python, "return (", "SyntaxError", true},
		{eval.Python, "import sys\nsys.exit(4)", "SystemExit: 4", true},
		{eval.Python, "import os, sys\nsys.stderr.write('last words')\nsys.stderr.flush()\nos._exit(3)", "exit status 3: last words", true},
		{eval.Python, "import os\nos.kill(os.getpid(), 9)", "signal: killed", false},
		{eval.Python, "return 'x' * (17 << 20)", "larger than 16 MiB", false},
		{eval.Python, "return (lambda f: f(f))(lambda f: f(f))", "RecursionError", true},
		{eval.Python, "d = []\nd.append(d)\nreturn d", "Circular reference", true},
		{eval.Ruby, "x = 1\nraise ArgumentError, 'bad value'", "ArgumentError: bad value (line 2)", true},
		{eval.Ruby, "return (", "SyntaxError", true},
		{eval.Ruby, "exit!(3)", "exit status 3", true},
		{eval.Ruby, "Process.kill(:KILL, Process.pid)\nsleep", "signal: killed", false},
		{eval.Ruby, "'x' * (17 << 20)", "larger than 16 MiB", false},
		{eval.Ruby, "0.0 / 0", "NaN", true},
	} {
		t.Run(c.language+" "+c.source, func(t *testing.T) {
			t.Parallel()
			needs(t, c.language)
			v, err := l.code(c.language, c.source)
			var thrown *eval.ThrownError
			if err == nil || !strings.Contains(err.Error(), c.want) || errors.As(err, &thrown) != c.thrown {
				t.Errorf("want %q, thrown %v, got %.100v, %v", c.want, c.thrown, v, err)
			}
		})
	}
}

func TestAMissingInterpreterIsAnErrorThatNamesIt(t *testing.T) {
	t.Parallel()
	for language, variable := range map[string]string{eval.Python: "PROMPTFOO_PYTHON", eval.Ruby: "PROMPTFOO_RUBY"} {
		r := script.New(script.Options{Dir: t.TempDir(), Getenv: func(name string) string {
			return map[string]string{variable: "/nowhere/interpreter"}[name]
		}})
		_, err := r.Run(t.Context(), eval.Script{Language: language, Source: "return 1"})
		var thrown *eval.ThrownError
		if err == nil || errors.As(err, &thrown) || !strings.Contains(err.Error(), "there is no program /nowhere/interpreter") || !strings.Contains(err.Error(), variable) {
			t.Errorf("%s: got %v", language, err)
		}
	}
}

func TestAFileOfCodeFindsItsNeighborsAndStandsAtTheTop(t *testing.T) {
	t.Parallel()
	l := newLab(t, map[string]string{"helper.py": "LIMIT = 3\n", "helper.rb": "LIMIT = 3\n"}, script.Options{})
	for language, source := range map[string]string{
		eval.Python: "import os\nfrom helper import LIMIT\ndef get_assert(output, context):\n    return [LIMIT, os.path.realpath(os.getcwd()) == os.path.realpath(os.path.dirname(__file__)), context['vars']['n']]\n",
		eval.Ruby:   "require 'helper'\ndef get_assert(output, context)\n  [LIMIT, File.realpath(Dir.pwd) == File.realpath(File.dirname(__FILE__)), context['vars']['n']]\nend\n",
	} {
		needs(t, language)
		v, err := l.runtime.Run(t.Context(), eval.Script{Language: language, Source: source, Path: "check", Function: "get_assert"},
			eval.Arg{Name: "output", Value: "x"}, eval.Arg{Name: "context", Value: value.NewObject("vars", value.NewObject("n", int64(1)))})
		if diff := cmp.Diff([]any{int64(3), true, int64(1)}, v); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", language, err, diff)
		}
	}
}

// held runs code that starts a process which holds a FIFO open, and gives its
// error once that process has ended too. The FIFO is opened without waiting for
// its writer, who may be stopped before.
func held(t *testing.T, l *lab, language, source string) error {
	t.Helper()
	if err := syscall.Mkfifo(filepath.Join(l.dir, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := l.code(language, source)
		done <- err
	}()
	fifo, err := os.OpenFile(filepath.Join(l.dir, "fifo"), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer fifo.Close() //nolint:errcheck // it was read only
	err = <-done
	if rest, readErr := io.ReadAll(fifo); readErr != nil || len(rest) != 0 {
		t.Errorf("got %q, %v", rest, readErr)
	}
	return err
}

func TestEndlessProcessesAreKilledWithAllThatTheyStarted(t *testing.T) {
	t.Parallel()
	for language, source := range map[string]string{
		eval.Python: "import subprocess\nsubprocess.Popen('exec 3>fifo; sleep 1000; true', shell=True)\nwhile True: pass",
		eval.Ruby:   "spawn('exec 3>fifo; sleep 1000; true')\nloop {}",
		eval.Exec:   `sh -c "(exec 3>fifo; sleep 1000; true) & while :; do :; done"`,
	} {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			if language != eval.Exec {
				needs(t, language)
			}
			l := newLab(t, nil, script.Options{Process: 3 * time.Second})
			err := held(t, l, language, source)
			var thrown *eval.ThrownError
			if !errors.Is(err, context.DeadlineExceeded) && (err == nil || !strings.Contains(err.Error(), "longer than 3s")) || errors.As(err, &thrown) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestNothingIsLeftRunningBehindCodeThatEnded(t *testing.T) {
	t.Parallel()
	needs(t, eval.Python)
	l := newLab(t, nil, script.Options{})
	source := "import subprocess\nsubprocess.Popen('exec 3>fifo >/dev/null 2>&1; sleep 1000; true', shell=True)\nimport time\nwhile True:\n  try:\n    os = __import__('os'); os.close(os.open('fifo', os.O_WRONLY | os.O_NONBLOCK)); break\n  except OSError: time.sleep(0.01)\nreturn True"
	if err := held(t, l, eval.Python, source); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestCommandsAnswerByTheirCodeOrAnObject(t *testing.T) {
	t.Parallel()
	l := newLab(t, map[string]string{
		"yes.sh":     "#!/bin/sh\nexit 0\n",
		"no.sh":      "#!/bin/sh\necho first; echo too long; exit 1\n",
		"object.sh":  "#!/bin/sh\necho noise; echo '{\"pass\": false, \"score\": 0.25, \"reason\": \"quarter\"}'\n",
		"against.sh": "#!/bin/sh\necho '{\"pass\": true, \"score\": 0.25}'; exit 1\n",
		"input.py":   "#!/usr/bin/env python3\nimport json, sys\ni = json.load(sys.stdin)\nprint(json.dumps({'pass': i['output'] == 'Paris', 'score': i['context']['vars']['n'], 'reason': sys.argv[1]}))\n",
	}, script.Options{})
	needs(t, eval.Python)
	for line, want := range map[string]*value.Object{
		"./yes.sh":               value.NewObject("pass", true, "score", int64(1), "reason", ""),
		"./no.sh":                value.NewObject("pass", false, "score", int64(0), "reason", "too long"),
		"./object.sh":            value.NewObject("pass", false, "score", 0.25, "reason", "quarter"),
		"./against.sh":           value.NewObject("pass", false, "score", 0.25),
		`./input.py "two words"`: value.NewObject("pass", true, "score", int64(1), "reason", "two words"),
		"grep -q Paris":          value.NewObject("pass", true, "score", int64(1), "reason", ""),
		"grep -q London":         value.NewObject("pass", false, "score", int64(0), "reason", ""),
	} {
		v, err := l.code(eval.Exec, line)
		if err != nil || string(value.Canonical(v)) != string(value.Canonical(want)) {
			t.Errorf("%s: want %s, got %s, %v", line, value.Canonical(want), value.Canonical(v), err)
		}
	}
}

func TestACommandThatCannotJudgeIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, map[string]string{"two.sh": "#!/bin/sh\necho no model >&2; exit 2\n", "plain.txt": "x"}, script.Options{})
	if err := os.Chmod(l.dir+"/plain.txt", 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"./two.sh":                        "exit status 2: no model",
		"./none.sh":                       "command not found: ./none.sh",
		"./plain.txt":                     "chmod +x ./plain.txt",
		"no-such-program":                 "command not found: no-such-program",
		"echo $(date)":                    "there is no shell",
		"sh -c 'kill -9 $$'":              "signal: killed",
		"sh -c 'tr \"\\0\" y </dev/zero'": process.ErrTooMuch.Error(),
	} {
		v, err := l.code(eval.Exec, line)
		var thrown *eval.ThrownError
		if want != "" && (err == nil || !strings.Contains(err.Error(), want)) || errors.As(err, &thrown) {
			t.Errorf("%s: want %q, got %v, %v", line, want, v, err)
		}
	}
}

func TestNoFileBesideCodeStandsInForTheLibrary(t *testing.T) {
	t.Parallel()
	needs(t, eval.Python)
	l := newLab(t, map[string]string{"json.py": "raise SystemExit('not mine')\n", "asyncio.py": "raise SystemExit('not mine')\n"}, script.Options{})
	if v, err := l.code(eval.Python, "import json\nreturn json.loads('3')"); err != nil || v != int64(3) {
		t.Errorf("got %v, %v", v, err)
	}
}

func TestWhatCodeSaysOfItselfHoldsNoCredentials(t *testing.T) {
	t.Parallel()
	needs(t, eval.Python)
	r := script.New(script.Options{Dir: t.TempDir(), Getenv: os.Getenv, Environ: append(os.Environ(), "SOME_API_KEY=sk-0123456789")})
	for language, sources := range map[string][]string{
		eval.Python: {"import os\nraise ValueError('GET /?key=' + os.environ['SOME_API_KEY'])", "import os, sys\nsys.stderr.write(os.environ['SOME_API_KEY'])\nsys.stderr.flush()\nos._exit(1)"},
		eval.Exec:   {"sh -c 'echo bad key $SOME_API_KEY; exit 1'", `sh -c 'echo "{\"pass\": true, \"reason\": \"$SOME_API_KEY\"}"'`, "sh -c 'echo $SOME_API_KEY >&2; exit 2'"},
	} {
		for _, source := range sources {
			v, err := r.Run(t.Context(), eval.Script{Language: language, Source: source})
			if said := fmt.Sprint(string(value.Canonical(v)), err); !strings.Contains(said, "[redacted]") || strings.Contains(said, "sk-01") {
				t.Errorf("%s: got %s", source, said)
			}
		}
	}
}
