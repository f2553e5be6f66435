package cmd_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// shardedCI is a server with a repository of two versions, and a clone in which
// the workflow of a service was written.
func shardedCI(t *testing.T, service, file string) (l *lab, text []byte, server string) {
	t.Helper()
	l = newLab(t)
	l.script("model.sh", `cat`)
	l.write("promptgit.yaml", "provider: 'exec:./model.sh'\n")
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for i := range 9 {
		fmt.Fprintf(&suite, "- {id: c%d, vars: {x: %d}, assert: [{type: contains, value: '%d'}]}\n", i, i, i%8)
	}
	l.write("suites/a.yaml", suite.String())
	l.set("prompts/a.md", "first {{x}}\n", "first")
	server = l.beside("server.git")
	l.git("clone", "-q", "--bare", l.dir, server)
	l.git("-C", server, "config", "uploadpack.allowAnySHA1InWant", "true")
	l.git("remote", "add", "origin", server)
	l.ok("init", "--no-hooks", "--ci", service)
	text, err := os.ReadFile(filepath.Join(l.dir, filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "{{.") || strings.Contains(string(text), "{{\"") || !strings.Contains(string(text), "@latest") {
		t.Errorf("a field is left:\n%s", text)
	}
	l.set("prompts/a.md", "second {{x}}\n", "second")
	l.git("push", "-q", "origin", "main")
	return l, text, server
}

// shell runs a step as its service would, with the commands of this program.
func (l *lab) shell(script string) (out string, err error) {
	l.t.Helper()
	c := exec.CommandContext(l.t.Context(), "bash", "-e", "-c", script)
	if _, none := exec.LookPath("bash"); none != nil {
		c = exec.CommandContext(l.t.Context(), "sh", "-e", "-c", script)
	}
	c.Dir, c.Env = l.dir, l.env
	raw, err := c.CombinedOutput()
	return string(raw), err
}

type matrixJob struct {
	Needs    string
	If       string
	Strategy struct {
		FailFast *bool `yaml:"fail-fast"`
		Matrix   struct{ Shard []int }
	}
	Permissions map[string]string
	Env         map[string]string
	Steps       []struct {
		Uses, Run, If string
		With          map[string]any
	}
}

// expressions fills in what GitHub would.
func expressions(text string, shard, of int) string {
	return strings.NewReplacer("${{ matrix.shard }}", strconv.Itoa(shard), "${{ strategy.job-total }}", strconv.Itoa(of)).Replace(text)
}

func TestTheMatrixOfGitHubJudgesAndMerges(t *testing.T) {
	t.Parallel()
	l, text, server := shardedCI(t, "github-matrix", ".github/workflows/promptgit-eval.yml")
	var workflow struct {
		Permissions map[string]string
		Env         map[string]string
		Jobs        map[string]matrixJob
	}
	if err := yaml.Unmarshal(text, &workflow); err != nil {
		t.Fatal(err)
	}
	shard, merge := workflow.Jobs["shard"], workflow.Jobs["merge"]
	of := len(shard.Strategy.Matrix.Shard)
	if of == 0 || !slices.IsSorted(shard.Strategy.Matrix.Shard) || shard.Strategy.Matrix.Shard[0] != 1 || *shard.Strategy.FailFast {
		t.Fatalf("got %+v", shard.Strategy)
	}
	if merge.Needs != "shard" || merge.If != "${{ !cancelled() }}" || merge.Permissions["contents"] != "write" || workflow.Permissions["contents"] != "read" {
		t.Errorf("got %+v", merge)
	}
	artifacts := t.TempDir()
	trust := "PROMPTGIT_TRUST=" + workflow.Env["PROMPTGIT_TRUST"]
	runs := 0
	for _, i := range shard.Strategy.Matrix.Shard {
		l.git("clone", "-q", "--depth=1", "file://"+server, l.beside(fmt.Sprint("runner", i)))
		runner := l.at(l.beside(fmt.Sprint("runner", i)), trust)
		for name, v := range shard.Env {
			runner = runner.at(".", name+"="+expressions(v, i, of))
		}
		for _, s := range shard.Steps {
			if strings.HasPrefix(s.Uses, "actions/upload-artifact@") {
				name, _ := s.With["path"].(string)
				copyFile(t, filepath.Join(runner.dir, expressions(name, i, of)), artifacts)
			}
			if strings.Contains(s.Run, "promptgit eval") {
				runs++
				if said, err := runner.shell(s.Run); err != nil {
					t.Fatalf("shard %d: %v\n%s", i, err, said)
				}
			}
		}
	}
	l.git("clone", "-q", "file://"+server, l.beside("merger"))
	merger := l.at(l.beside("merger"), trust)
	for _, name := range dirNames(t, artifacts) {
		copyFile(t, filepath.Join(artifacts, name), merger.dir)
	}
	for _, s := range merge.Steps {
		if strings.Contains(s.Run, "merge-records") {
			runs++
			said, err := merger.shell(s.Run)
			if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(said, "FAIL") {
				t.Fatalf("want exit 1, for a case fails: %v\n%s", err, said)
			}
		}
	}
	if runs != of+1 {
		t.Errorf("%d steps ran", runs)
	}
	wantOneRecord(t, l, server)
}

func TestTheJobOfKubernetesJudgesAndMerges(t *testing.T) {
	t.Parallel()
	l, text, server := shardedCI(t, "kubernetes", "kubernetes/promptgit.yml")
	type container struct {
		Image   string
		Command []string
		Env     []struct{ Name, Value string }
		Mounts  []struct{ Name, MountPath string } `yaml:"volumeMounts"`
	}
	type document struct {
		Kind     string
		Metadata struct{ Name string }
		Data     map[string]string
		Spec     struct {
			CompletionMode           string `yaml:"completionMode"`
			Completions, Parallelism int
			Suspend                  bool
			Template                 struct {
				Spec struct{ Containers []container }
			}
		}
	}
	docs := map[string]document{}
	for dec := yaml.NewDecoder(strings.NewReader(string(text))); ; {
		var d document
		err := dec.Decode(&d)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		docs[d.Kind+"/"+d.Metadata.Name] = d
	}
	settings, shards, merge := docs["ConfigMap/promptgit"], docs["Job/promptgit-shards"], docs["Job/promptgit-merge"]
	n := shards.Spec.Completions
	if shards.Spec.CompletionMode != "Indexed" || n < 2 || settings.Data["SHARDS"] != strconv.Itoa(n) || !merge.Spec.Suspend {
		t.Fatalf("got %+v\n%+v", shards, merge)
	}
	if settings.Data["REPOSITORY"] != server || docs["PersistentVolumeClaim/promptgit-results"].Kind == "" {
		t.Errorf("got %+v", settings.Data)
	}
	scripts, results, bin := t.TempDir(), t.TempDir(), t.TempDir()
	for name, content := range settings.Data {
		if err := os.WriteFile(filepath.Join(scripts, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte("#!/bin/sh\n"), 0o700); err != nil { //nolint:gosec // it stands for go install
		t.Fatal(err)
	}
	pod := l.at(t.TempDir(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "SCRIPTS="+scripts, "RESULTS="+results)
	for _, name := range []string{"REPOSITORY", "REVISION", "SHARDS", "PROMPTGIT_TRUST"} {
		pod = pod.at(".", name+"="+settings.Data[name])
	}
	run := func(c container, env ...string) (string, error) {
		script := strings.Replace(c.Command[1], "/scripts", scripts, 1)
		return pod.at(".", env...).shell(c.Command[0] + " " + script)
	}
	for i := range n {
		if i == 1 { // a pod that was killed in the middle of its clone
			if err := os.MkdirAll(filepath.Join(results, "clone-2.new", ".git"), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // the second time as after a failure of the node
			if said, err := run(shards.Spec.Template.Spec.Containers[0], fmt.Sprint("JOB_COMPLETION_INDEX=", i)); err != nil {
				t.Fatalf("pod %d: %v\n%s", i, err, said)
			}
		}
	}
	said, err := run(merge.Spec.Template.Spec.Containers[0])
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(said, "FAIL") {
		t.Fatalf("want exit 1, for a case fails: %v\n%s", err, said)
	}
	wantOneRecord(t, l, server)
}

// wantOneRecord looks for what the merge pushed.
func wantOneRecord(t *testing.T, l *lab, server string) {
	t.Helper()
	l.git("fetch", "-q", server, "+refs/notes/promptgit/*:refs/notes/promptgit/*")
	r := l.at(".", "PROMPTGIT_TRUST=1").eval(1, "HEAD").Runs[0]
	if !r.Reused || r.Errors != 0 || r.Total != 9 || r.Passed != 8 {
		t.Errorf("the server has no record of the whole: %+v", r)
	}
	if !strings.Contains(l.git("log", "-1", "--format=%N", "--notes=promptgit/scores"), "prompts/a.md") {
		t.Error("the commit shows no score")
	}
}

func TestAPasswordInTheURLOfTheOriginIsNotWrittenDown(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.git("remote", "add", "origin", "https://ada:hunter2@example.com/p.git")
	l.ok("init", "--no-hooks", "--ci", "kubernetes")
	raw, err := os.ReadFile(filepath.Join(l.dir, "kubernetes/promptgit.yml"))
	if err != nil || strings.Contains(string(raw), "hunter2") || !strings.Contains(string(raw), `"https://example.com/p.git"`) {
		t.Errorf("%v\n%s", err, raw)
	}
}

func copyFile(t *testing.T, from, dir string) {
	t.Helper()
	raw, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, filepath.Base(from)), raw, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func dirNames(t *testing.T, dir string) (names []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}
