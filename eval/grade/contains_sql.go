package grade

import (
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

func containsSQL(c *compiled) Type {
	return Type{
		Name:    "contains-sql",
		Doc:     "The output contains SQL of MySQL: in a fenced block without a language or of sql, or, where there is no such block, as a whole.",
		Example: "type: contains-sql\nvalue:\n  allowedTables: ['(select|update)::null::users']\n",
		Since:   "0.2.0",
		New:     matching(c.matchContainsSQL),
	}
}

func (c *compiled) matchContainsSQL(output string, v any) (finding, error) {
	f := finding{want: "contain SQL of MySQL"}
	candidates := sqlBlocks(output)
	if len(candidates) == 0 {
		candidates = []string{output}
	}
	for _, candidate := range candidates {
		if value.JSTrim(candidate) == "" {
			continue
		}
		rules, err := sqlRulesOf(v)
		if err != nil {
			return finding{}, err
		}
		f.note, err = c.sqlProblem(candidate, rules)
		if f.ok = f.note == "" && err == nil; f.ok || err != nil {
			return f, err
		}
	}
	return f, nil
}

// sqlBlocks gives the closed fenced blocks of a text that are of sql or of no
// language.
func sqlBlocks(s string) []string {
	var blocks, body []string
	var fence string // of the open block
	isSQL := false
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	for line := range strings.SplitSeq(s, "\n") {
		mark, rest := fenceOf(line)
		switch {
		case fence == "" && mark == "":
		case fence == "":
			language := lower(value.JSTrim(rest))
			fence, body, isSQL = mark, nil, language == "" || language == "sql"
		case strings.HasPrefix(mark, fence) && rest == "":
			if isSQL {
				blocks = append(blocks, value.JSTrim(strings.Join(body, "\n")))
			}
			fence = ""
		default:
			body = append(body, line)
		}
	}
	return blocks
}

var fenceLine = memo.Regexp("^[ \t]{0,3}(`{3,}|~{3,})[ \t]*(.*)$")

// fenceOf splits a line that begins with a fence, up to three blanks before it.
func fenceOf(line string) (fence, rest string) {
	m := fenceLine().FindStringSubmatch(line)
	if m == nil {
		return "", ""
	}
	return m[1], m[2]
}
