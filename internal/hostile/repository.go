package hostile

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Commit is a commit of a hostile history.
type Commit struct {
	Author, Subject string
	Files           map[string]string // by path; those that end in .sh are run
}

// The names that a hostile repository has.
const (
	Prompt = `prompts/"><img src=x onerror=` + Ran + "=7>\u202e=1.md"
	Suite  = `suites/<script>` + Ran + "=8<.yaml"
	Branch = `a"><img/src=x/onerror=` + Ran + "=6>\u202e`|@ada"
	Model  = Ran + `"><script>` + Ran + "=5</script>\x1b[31m\u202e"
	// Provider answers in place of a model: for each case with the text of its name,
	// and after that with "good" for the first version of the prompt.
	Provider = "exec:./answer.sh"
)

// History is two versions of a prompt whose cases all flip, under names, texts,
// subjects and authors that are hostile. It is made for [Provider] and [Model].
func History() []Commit {
	files := map[string]string{
		"promptgit.yaml": "version: 1\nprompts: [{path: 'prompts/*', suite: " + quote(Suite) + "}]\n",
		"answer.sh":      "#!/bin/sh\nin=$(cat)\ncat \"$(dirname \"$0\")/outputs/${in##* }\"\ncase $in in *'say good'*) echo ' good' ;; esac\n",
		Prompt:           prompt("say good"),
		Suite:            suite(),
	}
	for _, t := range Texts() {
		files["outputs/"+t.Name] = t.Text
	}
	return []Commit{
		{Author: Joined(), Subject: Joined(), Files: files},
		{Author: "=1+1 \u202e\x1b[31m", Subject: "=cmd|' /C calc'!A0 \x1b[2J", Files: map[string]string{Prompt: prompt("say bad")}},
	}
}

func prompt(say string) string {
	return "# Tone " + Joined() + "\n\n" + say + " " + Joined() + "\n\n# Task\n\n{{ text }}\n\n{{ name }}\n"
}

// suite has a case for each text, which stands wherever a suite can hold it.
func suite() string {
	type data = map[string]any
	var cases []data
	for _, t := range Texts() {
		if t.Big || t.Only {
			cases = append(cases, data{"id": t.Name, "vars": data{"name": t.Name, "text": "see the output"}, "assert": []data{{"type": "contains", "value": "good"}}})
			continue
		}
		id := t.Text
		if strings.ContainsAny(id, "\r\n") {
			id = t.Name
		}
		cases = append(cases, data{
			"id": id, "description": t.Text, "vars": data{"name": t.Name, "text": t.Text, Joined(): t.Text}, "tags": []string{t.Text},
			"assert": []data{
				{"type": "contains", "value": "good", "metric": t.Text},
				{"type": "not-contains", "value": "bad " + t.Text},
				{"type": "equals", "value": t.Text, "weight": 0},
			},
		})
	}
	return quote(data{"description": Joined(), "tests": cases}) + "\n"
}

// quote writes a value as YAML in ASCII: as JSON, but for the escapes of JavaScript.
func quote(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // only texts and lists of them are written
	}
	var b strings.Builder
	for _, r := range string(raw) {
		if r < 0x7f {
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, `\U%08x`, r)
	}
	return b.String()
}
