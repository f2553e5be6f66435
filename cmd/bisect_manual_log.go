package cmd

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/promptgit/promptgit/internal/diag"
	words "github.com/promptgit/promptgit/internal/process"
	"github.com/promptgit/promptgit/internal/ui"
)

// What a person says of a version.
const (
	saidGood = "good"
	saidBad  = "bad"
	saidSkip = "skip"
)

// A log is small: what is longer is none.
const (
	maxHandLog      = 1 << 20 // bytes
	maxHandProblems = 20      // that are told of one file
)

// handLog is a search by hand as it is kept: a script of the commands that were
// given. The session is such a file, log prints it, and replay runs it.
type handLog struct {
	prompt  string // "" until both ends are known
	answers []handAnswer
}

// handAnswer is one command.
type handAnswer struct {
	said    string // good, bad or skip
	rev     string // a full id in a session; what a person wrote in a script
	subject string // of the commit, for people
	line    int    // in the script
}

// first is the first answer of a kind, nil where there is none.
func (l *handLog) first(said string) *handAnswer {
	if i := slices.IndexFunc(l.answers, func(a handAnswer) bool { return a.said == said }); i >= 0 {
		return &l.answers[i]
	}
	return nil
}

// begun says whether both ends are known.
func (l *handLog) begun() bool { return l.first(saidGood) != nil && l.first(saidBad) != nil }

// writeTo writes the script.
func (l *handLog) writeTo(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString("# A search by hand. promptgit bisect replay FILE goes through it again.\n")
	name := ""
	if l.prompt != "" {
		quoted, err := syntax.Quote(l.prompt, syntax.LangPOSIX)
		if err != nil {
			return fmt.Errorf("the name of the prompt fits no script: %w", err)
		}
		name = "--prompt " + quoted + " "
	}
	for _, a := range l.answers {
		fmt.Fprintf(&b, "# %s: [%s] %s\n", a.said, a.rev, ui.Line(a.subject))
		fmt.Fprintf(&b, "promptgit bisect %s %s%s\n", a.said, name, a.rev)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// parseHandLog reads a script. name is what it is called in problems, of which
// all come at once.
func parseHandLog(name string, from io.Reader) (handLog, error) {
	var l handLog
	src, err := io.ReadAll(io.LimitReader(from, maxHandLog+1))
	if err != nil {
		return l, fmt.Errorf("read %s: %w", name, err)
	}
	if len(src) > maxHandLog {
		return l, diag.Errors{{Pos: diag.Pos{Path: name}, Message: "it is over 1 MiB, and no log of a bisect is", Hint: "promptgit bisect log writes one"}}
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff")) // of an editor
	var problems diag.Errors
	lines := bufio.NewScanner(bytes.NewReader(src))
	lines.Buffer(nil, maxHandLog+1)
	subject := ""
	for n := 1; lines.Scan() && len(problems) < maxHandProblems; n++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			_, subject, _ = strings.Cut(text, "] ")
			continue
		}
		prompt, answers, err := parseHandLine(text)
		if err == nil && l.prompt != "" && prompt != "" && prompt != l.prompt {
			err = fmt.Errorf("it is about %s, and the lines before are about %s", prompt, l.prompt)
		}
		if err != nil {
			problems = append(problems, diag.Diagnostic{
				Pos: diag.Pos{Path: name, Line: n, Col: 1}, Message: err.Error(),
				Hint: "a line is a comment (# …) or a command: promptgit bisect good|bad|skip [--prompt PROMPT] REV",
			})
			continue
		}
		if prompt != "" {
			l.prompt = prompt
		}
		for _, a := range answers {
			a.line, a.subject = n, subject
			l.answers = append(l.answers, a)
		}
		subject = ""
	}
	switch {
	case len(problems) > 0:
		return handLog{}, problems
	case len(l.answers) == 0:
		return handLog{}, diag.Errors{{Pos: diag.Pos{Path: name}, Message: "it holds no answer", Hint: "promptgit bisect log writes such a file"}}
	}
	return l, nil
}

// parseHandLine reads one command.
func parseHandLine(text string) (prompt string, answers []handAnswer, err error) {
	list, err := words.Split(text, func(string) string { return "" })
	if err != nil {
		return "", nil, fmt.Errorf("it is no command: %w", err)
	}
	if len(list) < 3 || list[0] != "promptgit" || list[1] != "bisect" || !slices.Contains([]string{saidGood, saidBad, saidSkip}, list[2]) {
		return "", nil, fmt.Errorf("%q is no answer of a bisect", ui.Shorten(ui.Line(text), 60))
	}
	said, rest := list[2], list[3:]
	for len(rest) > 0 {
		word := rest[0]
		rest = rest[1:]
		switch {
		case word == "--prompt" && len(rest) > 0 && rest[0] != "":
			prompt, rest = rest[0], rest[1:]
		case strings.HasPrefix(word, "-"):
			return "", nil, fmt.Errorf("%s is not for a script", word)
		case word == "":
			return "", nil, errors.New("a revision is empty")
		default:
			answers = append(answers, handAnswer{said: said, rev: word})
		}
	}
	if len(answers) == 0 || said != saidSkip && len(answers) > 1 {
		return "", nil, fmt.Errorf("%s takes one revision in a script", said)
	}
	return prompt, answers, nil
}
