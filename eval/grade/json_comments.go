package grade

import "strings"

// yamlComments turns comments of the form // into YAML's #, line by line and
// outside of quotes; "://" is part of an address. Indentation by tabs, which our
// YAML parser refuses, becomes spaces, as it has no meaning inside braces.
func yamlComments(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		body := strings.TrimLeft(line, " \t")
		lines[i] = strings.Repeat(" ", len(line)-len(body)) + hashComment(body)
	}
	return strings.Join(lines, "\n")
}

func hashComment(line string) string {
	quote := byte(0)
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote != 0:
			closes := c == quote && !escaped(line, i)
			if closes && (quote == '"' || !letterAt(line, i+1)) {
				quote = 0
			}
		case c == '"', c == '\'' && !letterAt(line, i-1): // else an apostrophe
			quote = c
		case c == '/' && i+1 < len(line) && line[i+1] == '/' && !inAddress(line, i):
			end := i
			for end < len(line) && line[end] == '/' {
				end++
			}
			return line[:i] + strings.Repeat("#", (end-i)/2) + line[end:]
		}
	}
	return line
}

// inAddress says whether the word up to the slashes at i holds "://".
func inAddress(line string, i int) bool {
	word := line[strings.LastIndexAny(line[:i], " \t\r\f\v")+1 : i+2]
	return strings.Contains(word, "://")
}

func escaped(line string, i int) bool {
	n := 0
	for i > n && line[i-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

func letterAt(line string, i int) bool {
	return i >= 0 && i < len(line) && (line[i]|0x20) >= 'a' && (line[i]|0x20) <= 'z'
}
