package grade

import (
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

// suspiciousSQL says what speaks against a text before it is parsed: it is
// empty, a backtick has no partner, or two columns stand without a comma as in
// "SELECT id name FROM", which the grammar would read as an alias.
func suspiciousSQL(s, dialect string) string {
	switch {
	case s == "":
		return "it is empty"
	case strings.Count(s, "`")%2 != 0:
		return "a backtick has no partner"
	}
	modifiers := standardModifiers
	if dialect == "MySQL" { // written otherwise, promptfoo does not know its modifiers
		modifiers += mysqlModifiers
		if generateSeries().MatchString(s) {
			return "MySQL has no generate_series"
		}
	}
	if missesComma(asciiLower(withoutSQLText(s)), modifiers) {
		return "a comma seems to be missing between two columns"
	}
	return ""
}

const (
	standardModifiers = " all distinct "
	mysqlModifiers    = "distinctrow high_priority straight_join sql_big_result sql_buffer_result sql_cache " +
		"sql_calc_found_rows sql_no_cache sql_small_result "
)

// missesComma says whether somewhere stands select, modifiers, two names and
// from.
func missesComma(s, modifiers string) bool {
	const selecting = "select"
	for {
		at := strings.Index(s, selecting)
		if at < 0 {
			return false
		}
		begins := at == 0 || !isWordByte(s[at-1])
		s = s[at+len(selecting):]
		if !begins {
			continue
		}
		name, rest := nextName(s)
		for name != "" && strings.Contains(modifiers, " "+name+" ") {
			name, rest = nextName(rest)
		}
		second, rest := nextName(rest)
		if name == "" || second == "" {
			continue
		}
		third := strings.TrimLeftFunc(rest, value.JSSpace)
		if len(third) < len(rest) && strings.HasPrefix(third, "from") && (third == "from" || !isWordByte(third[len("from")])) {
			return true
		}
	}
}

// nextName reads blanks and the name behind them, "" where either is missing.
func nextName(s string) (name, rest string) {
	trimmed := strings.TrimLeftFunc(s, value.JSSpace)
	if len(trimmed) == len(s) {
		return "", s
	}
	end := 0
	for end < len(trimmed) && isWordByte(trimmed[end]) {
		end++
	}
	if end == 0 || '0' <= trimmed[0] && trimmed[0] <= '9' {
		return "", s
	}
	return trimmed[:end], trimmed[end:]
}

// isWordByte is what JavaScript's \w matches.
func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

var generateSeries = memo.Regexp(`(?:^|[^0-9A-Za-z_])[gG][eE][nN][eE][rR][aA][tT][eE]_[sS][eE][rR][iI][eE][sS]` + jsSpaces + `\(`)

// withoutSQLText puts a blank in the place of comments and a question mark in
// the place of quoted text.
func withoutSQLText(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		end, put := i, " "
		switch c := s[i]; {
		case c == '\'' || c == '"' || c == '`':
			end, put = quotedEnd(s, i), " ? "
		case c == '#' || strings.HasPrefix(s[i:], "--"):
			if end = strings.IndexAny(s[i+1:], "\r\n"); end < 0 {
				end = len(s)
			} else {
				end += i + 1
			}
		case strings.HasPrefix(s[i:], "/*"):
			if end = strings.Index(s[i+2:], "*/"); end < 0 {
				end = len(s)
			} else {
				end += i + 2 + len("*/")
			}
		case c == '$':
			if end = dollarQuoteEnd(s, i); end > i {
				put = " ? "
			}
		}
		if end == i {
			b.WriteByte(s[i])
			i++
			continue
		}
		b.WriteString(put)
		i = end
	}
	return b.String()
}

// quotedEnd is where the text quoted from i on ends; a doubled quote and what
// follows a backslash belong to it.
func quotedEnd(s string, i int) int {
	quote := s[i]
	for i++; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] != quote:
		case i+1 < len(s) && s[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return len(s)
}

var dollarQuote = memo.Regexp(`^\$(?:[A-Za-z_][A-Za-z0-9_]*)?\$`)

// dollarQuoteEnd is where text between such as $tag$ ends, i where none begins.
func dollarQuoteEnd(s string, i int) int {
	tag := dollarQuote().FindString(s[i:])
	if tag == "" {
		return i
	}
	end := strings.Index(s[i+len(tag):], tag)
	if end < 0 {
		return len(s)
	}
	return i + len(tag) + end + len(tag)
}
