package prompt

import "strings"

// atxHeading reads "## Name ##" (CommonMark 4.2). A row of # without a name is
// a separator that people draw, and text.
func atxHeading(s string) (level int, name string) {
	i := 0
	for i < len(s) && i < 4 && s[i] == ' ' {
		i++
	}
	s = s[i:]
	for level < len(s) && s[level] == '#' {
		level++
	}
	if i > 3 || level == 0 || level > 6 || level == len(s) || s[level] != ' ' && s[level] != '\t' {
		return 0, ""
	}
	name = strings.TrimSpace(s[level:])
	if bare := strings.TrimRight(name, "#"); bare == "" || strings.HasSuffix(bare, " ") || strings.HasSuffix(bare, "\t") {
		name = bare
	}
	if name = words(name); name == "" {
		return 0, ""
	}
	return level, name
}

// setextHeading reads a line of text underlined with = (level 1) or - (level 2)
// from lines[i:]. Only a paragraph of one line is taken for a heading: a rule
// under a longer one is meant as a rule.
func setextHeading(lines []line, i int) (level int, name string) {
	if i+1 >= len(lines) || lines[i+1].kind != linePlain {
		return 0, ""
	}
	under := strings.TrimRight(lines[i+1].text, " \t")
	indent := indentation(under)
	if indent > 3 || len(under)-indent < 2 {
		return 0, ""
	}
	switch under = under[indent:]; {
	case strings.Trim(under, "=") == "":
		level = 1
	case strings.Trim(under, "-") == "":
		level = 2
	default:
		return 0, ""
	}
	s := lines[i].text
	if indentation(s) > 3 || lines[i].blank() || listMarker(s) != 0 || !canBeTitle(s[indentation(s)]) {
		return 0, ""
	}
	if i > 0 && lines[i-1].kind == linePlain && !lines[i-1].blank() && !endsHeading(lines, i-1) {
		return 0, ""
	}
	return level, words(s)
}

// canBeTitle excludes quotes, tables, tags, template statements and rules.
func canBeTitle(first byte) bool { return strings.IndexByte(`>|<#=-`, first) < 0 }

// endsHeading says whether lines[i] is itself a heading, so that the next line
// starts a paragraph.
func endsHeading(lines []line, i int) bool {
	if level, _ := atxHeading(lines[i].text); level > 0 {
		return true
	}
	s := strings.TrimSpace(lines[i].text)
	return strings.Trim(s, "=") == "" || strings.Trim(s, "-") == ""
}

// words is s with every run of whitespace as one blank.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// namesExamples says whether a heading or tag holds the word example(s),
// sample(s) or few-shot, however it is joined.
func namesExamples(name string) bool {
	previous := ""
	for w := range strings.FieldsFuncSeq(strings.ToLower(separateHumps(name)), notAlnum) {
		switch w {
		case "example", "examples", "sample", "samples", "fewshot":
			return true
		case "shot", "shots":
			if previous == "few" {
				return true
			}
		}
		previous = w
	}
	return false
}
