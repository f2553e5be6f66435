package cmd

import (
	"fmt"
	"io/fs"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/templates"
)

// demoEdit is one iteration of the demo: one text of the prompt gives way to
// another.
type demoEdit struct {
	Subject string `yaml:"subject"`
	Replace string `yaml:"replace"`
	With    string `yaml:"with"`
}

// demoCommits builds the demo's history: one iteration a day on fixed days, so
// that two demos of the same person have the same commits.
func demoCommits(author func(time.Time) gitops.Signature) ([]gitops.NewCommit, error) {
	files := templates.Demo()
	read := func(name string) []byte {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			panic(err) // the file is embedded
		}
		return raw
	}
	var edits []demoEdit
	if err := yaml.Unmarshal(read("history.yaml"), &edits); err != nil {
		return nil, fmt.Errorf("the demo's history: %w", err)
	}
	day := time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)
	text := string(read("triage.md"))
	commits := []gitops.NewCommit{{
		Message: "Add a first prompt for triage\n", Author: author(day),
		Files: map[string][]byte{
			"prompts/triage.md": []byte(text), "suites/triage.yaml": read("suite.yaml"), "promptgit.yaml": read("promptgit.yaml"),
		},
	}}
	for i, e := range edits {
		if n := strings.Count(text, e.Replace); n != 1 {
			return nil, fmt.Errorf("the demo's history: %q: the text to replace occurs %d times", e.Subject, n)
		}
		text = strings.Replace(text, e.Replace, e.With, 1)
		commits = append(commits, gitops.NewCommit{
			Message: e.Subject + "\n", Author: author(day.AddDate(0, 0, i+1)),
			Files: map[string][]byte{"prompts/triage.md": []byte(text)},
		})
	}
	return commits, nil
}
