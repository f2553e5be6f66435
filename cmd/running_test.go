//go:build unix

package cmd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// toldDoc is a file by which a process tells what it does.
type toldDoc struct {
	V, PID                      int
	Command, Prompt, Rev        string
	Done, Total, Failed, Errors int
	Search                      *searchDoc
}

type searchDoc struct {
	Prompt, Good, Bad, Verdict, Culprit, Next string
	Ended                                     *string
	Posterior, None                           *float64
	Candidates                                []struct {
		Rev            string
		P              float64
		Passed, Judged int
	}
	CaseRuns int `json:"case_runs"`
	Flipped  []string
}

// told reads the files of a folder below promptgit/ of the Git directory.
func told[T any](l *lab, folder string) []T {
	l.t.Helper()
	files, err := filepath.Glob(filepath.Join(l.dir, ".git", "promptgit", folder, "*.json"))
	if err != nil {
		l.t.Fatal(err)
	}
	list := make([]T, 0, len(files))
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if os.IsNotExist(err) {
			continue
		}
		var doc T
		if err == nil {
			err = json.Unmarshal(raw, &doc)
		}
		if err != nil {
			l.t.Fatalf("%s: %v", file, err)
		}
		list = append(list, doc)
	}
	return list
}

// heldBack is a fifo and, for the script of a model, what waits at it in every
// call after so many.
func heldBack(t *testing.T, free string) (fifo, waits, script string) {
	t.Helper()
	dir := t.TempDir()
	fifo, waits = filepath.Join(dir, "gate"), filepath.Join(dir, "waits")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	return fifo, waits, `[ $(wc -l < "${0%/*}/calls") -gt ` + free + ` ] && [ -p '` + fifo + `' ] && { echo >> '` + waits + `'; read x < '` + fifo + `'; }` + "\n"
}

func TestAnEvaluationTellsOtherProcessesHowFarItIs(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 5, step(2, 1)...)
	_, waits, gate := heldBack(t, "3")
	m := l.newModel(gate + honest)
	p := l.start("eval", revs[1], "--provider", m.spec, "-j", "1", "--quiet")
	eventually(t, "three of five samples are told", func() bool {
		list := told[toldDoc](l, "running")
		return lines(t, waits) == 1 && len(list) == 1 && list[0].Done == 3
	})
	got := told[toldDoc](l, "running")[0]
	if got.V != 1 || got.PID != p.cmd.Process.Pid || got.Command != "eval" || got.Prompt != "prompts/p.md" || got.Rev != revs[1] ||
		got.Total != 5 || got.Failed != 3 || got.Errors != 0 || got.Search != nil {
		t.Errorf("got %+v", got)
	}
	p.signal(syscall.SIGINT)
	if code, _ := p.wait(); code != 130 {
		t.Errorf("exit %d: %s", code, p.stderr.String())
	}
	if list := told[toldDoc](l, "running"); len(list) != 0 {
		t.Errorf("it ended, and still tells %+v", list)
	}
}

func TestASearchTellsWhatItKnowsWhileItRunsAndIsKeptAtItsEnd(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(16, 12)...)
	fifo, waits, gate := heldBack(t, "3")
	m := l.newModel("sleep 0.3\n" + gate + honest)
	p := l.start("bisect", "--good", revs[0], "--provider", m.spec)
	eventually(t, "candidates are told", func() bool {
		list := told[toldDoc](l, "running")
		return lines(t, waits) == 1 && len(list) == 1 && list[0].Search != nil && list[0].Done == 3
	})
	got := told[toldDoc](l, "running")[0]
	sum, judged := *got.Search.None, 0
	for _, c := range got.Search.Candidates {
		sum += c.P
		judged += c.Judged
	}
	if got.Command != "bisect" || got.Prompt != "prompts/p.md" || got.Total != 0 || len(got.Search.Candidates) != 15 || !near(sum, 1) ||
		judged == 0 || got.Search.Good != revs[0] || got.Search.Bad != revs[15] || got.Search.Ended != nil || got.Search.Verdict != "" {
		t.Errorf("got %+v, probabilities come to %v, %d judged", got, sum, judged)
	}
	if err := os.Remove(fifo); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGINT) // the call that waits is ended
	p.wait()
	if list := told[toldDoc](l, "running"); len(list) != 0 {
		t.Errorf("it ended, and still tells %+v", list)
	}
	l.bisect(0, "--good", revs[0], "--provider", m.spec)
	kept := told[searchDoc](l, "searches")
	if len(kept) != 1 {
		t.Fatalf("of a prompt the last search is kept, got %+v", kept)
	}
	k := kept[0]
	if k.Verdict != "found" || k.Culprit != revs[12] || k.Ended == nil || len(k.Candidates) != 15 || k.Candidates[11].Rev != revs[12] ||
		k.Candidates[11].P < 0.9 || k.Candidates[11].Passed != 0 || k.Candidates[11].Judged == 0 || len(k.Flipped) == 0 || k.Next == "" {
		t.Errorf("got %+v", k)
	}
}
