package owners

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/diag"
)

// Parse reads a file. The dialect is that of its folder; at the root and in docs/,
// where both sites look, it is GitLab's where a line is a section or an exclusion,
// which GitHub knows not. All problems come at once as diag.Errors.
func Parse(name string, src []byte) (*File, error) {
	f := &File{Path: name}
	switch {
	case len(src) > maxSize:
		return nil, diag.Errors{{Pos: diag.Pos{Path: name}, Message: "it is larger than 3 MB", Hint: "GitHub does not read it either: write patterns for folders"}}
	case !utf8.Valid(src):
		return nil, diag.Errors{{Pos: diag.Pos{Path: name}, Message: "it is not UTF-8"}}
	}
	lines := strings.Split(strings.TrimPrefix(string(src), "\ufeff"), "\n")
	f.GitLab = isGitLab(name, lines)
	p := parser{file: f, at: f.section("", false, 1)}
	for i, text := range lines {
		p.line = i + 1
		p.read(strings.TrimRight(text, "\r"))
	}
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

func isGitLab(name string, lines []string) bool {
	switch path.Dir(name) {
	case ".github":
		return false
	case ".gitlab":
		return true
	}
	for _, text := range lines {
		text = strings.TrimSpace(text)
		if strings.HasPrefix(text, "[") || strings.HasPrefix(text, "^[") || strings.HasPrefix(text, "!") {
			return true
		}
	}
	return false
}

type parser struct {
	file     *File
	at       *section // that lines go into
	defaults []string // owners of the section's header
	line     int
	problems diag.Errors
}

func (p *parser) pos(col int) diag.Pos {
	return diag.Pos{Path: p.file.Path, Line: p.line, Col: col + 1}
}

// read takes in one line.
func (p *parser) read(text string) {
	words := split(text)
	switch {
	case len(words) == 0:
	case p.file.GitLab && (words[0].text[0] == '[' || strings.HasPrefix(words[0].text, "^[")):
		p.header(text, words[0].col)
	default:
		p.rule(words)
	}
}

func (p *parser) rule(words []word) {
	r := rule{pos: p.pos(words[0].col)}
	text := words[0].text
	if p.file.GitLab && text[0] == '!' {
		r.exclude, text = true, text[1:]
	}
	glob, problem := newPattern(text, p.file.GitLab)
	if problem != "" {
		p.problems.Add(r.pos, fmt.Sprintf("pattern %q: %s", words[0].text, problem), "the line would be skipped, and its owners never asked")
		return
	}
	r.pattern, r.owners = glob, p.ownersOf(words[1:])
	if len(words) == 1 {
		r.owners = p.defaults
	}
	p.at.rules = append(p.at.rules, r)
}

// ownersOf checks the names of owners.
func (p *parser) ownersOf(words []word) []string {
	var list []string
	for _, w := range words {
		if problem := badOwner(w.text, p.file.GitLab); problem != "" {
			p.problems.Add(p.pos(w.col), fmt.Sprintf("owner %q %s", w.text, problem), "write @user, @org/team or an email")
			continue
		}
		list = append(list, w.text)
	}
	return list
}

func badOwner(s string, gitlab bool) string {
	name, isName := strings.CutPrefix(s, "@")
	if isName {
		parts := strings.Split(strings.TrimPrefix(name, "@"), "/")
		switch {
		case strings.HasPrefix(name, "@") && !gitlab:
			return "is a role of GitLab"
		case len(parts) > 2 && !gitlab:
			return "is no team of GitHub"
		}
		for _, part := range parts {
			if part == "" || strings.ContainsAny(part, "@<>\\\"',;") {
				return "is no name of a user or a team"
			}
		}
		return ""
	}
	user, host, ok := strings.Cut(s, "@")
	if !ok || user == "" || host == "" || strings.ContainsAny(s, "<>\\\"',;") || strings.Contains(host, "@") {
		return "is neither a user, a team nor an email"
	}
	return ""
}

// header reads "[Name]", "^[Name]" or "[Name][2]", and the default owners behind it.
func (p *parser) header(text string, col int) {
	rest := text[col:]
	rest, optional := strings.CutPrefix(rest, "^")
	name, rest, ok := strings.Cut(rest[1:], "]")
	if name = strings.TrimSpace(name); !ok || name == "" {
		p.problems.Add(p.pos(col), "a section without a name in brackets", "write [Name], or escape the bracket of a path: \\[")
		return
	}
	needs := 1
	if count, after, has := strings.Cut(strings.TrimPrefix(rest, "["), "]"); strings.HasPrefix(rest, "[") {
		n, err := strconv.Atoi(count)
		if !has || err != nil || n < 1 || n > 100 {
			p.problems.Add(p.pos(len(text)-len(rest)), fmt.Sprintf("section %q: the number of approvals is none from 1 to 100", name), "write [Name][2]")
			return
		}
		needs, rest = n, after
	}
	words := split(rest)
	for i := range words {
		words[i].col += len(text) - len(rest)
	}
	p.at, p.defaults = p.file.section(name, optional, needs), p.ownersOf(words)
}

// word is a part of a line between blanks, at a byte of it.
type word struct {
	text string
	col  int
}

// split cuts a line at blanks that are not escaped, up to a comment.
func split(text string) []word {
	var list []word
	for i := 0; i < len(text); {
		if text[i] == ' ' || text[i] == '\t' {
			i++
			continue
		}
		if text[i] == '#' {
			return list
		}
		start := i
		for i < len(text) && text[i] != ' ' && text[i] != '\t' {
			if text[i] == '\\' && i+1 < len(text) {
				i++
			}
			i++
		}
		list = append(list, word{text[start:i], start})
	}
	return list
}
