package cmd_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// docBlock is one shell block of a page with what it promises.
type docBlock struct {
	line   int
	script string
	skip   string // why it is not run, "" where it is
	exit   int
	output []string // lines that it prints, in their order
	shown  []int    // where they stand in the page, from 0
}

// docBlocks reads the fenced blocks of a Markdown file: "sh" is run, the "text"
// after it is what it prints. A comment before a block, which no reader sees,
// says what else holds: "test: exit 1" or "test: not run, REASON". A comment of
// several lines that begins with "test: before" is a script of its own: what a
// reader of the page has already.
func docBlocks(t *testing.T, file string) []docBlock {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var blocks []docBlock
	var next docBlock
	inside := ""
	for i, line := range strings.Split(string(src), "\n") {
		fence, fenced := strings.CutPrefix(line, "```")
		remark, told := strings.CutPrefix(line, "<!-- test: ")
		switch {
		case inside == "before" && line == "-->", fenced && inside == "sh":
			blocks, next, inside = append(blocks, next), docBlock{}, ""
		case inside == "sh", inside == "before":
			next.script += line + "\n"
		case fenced && inside == "":
			inside = fence
			if next.line = i + 2; fence == "text" && len(blocks) == 0 {
				t.Fatalf("%s:%d: output of nothing", file, i+1)
			}
		case fenced:
			inside = ""
		case inside == "text":
			last := &blocks[len(blocks)-1]
			last.output, last.shown = append(last.output, line), append(last.shown, i)
		case told && remark == "before":
			inside, next.line = "before", i+2
		case told:
			next.promise(t, file, i+1, strings.TrimSuffix(remark, " -->"))
		}
	}
	if inside != "" {
		t.Fatalf("%s: a block without an end", file)
	}
	return blocks
}

// promise takes in the remark that stands before a block.
func (b *docBlock) promise(t *testing.T, file string, line int, remark string) {
	t.Helper()
	if reason, ok := strings.CutPrefix(remark, "not run, "); ok && reason != "" {
		b.skip = reason
		return
	}
	code, ok := strings.CutPrefix(remark, "exit ")
	n, err := strconv.Atoi(code)
	if !ok || err != nil {
		t.Fatalf("%s:%d: unknown remark %q", file, line, remark)
	}
	b.exit = n
}
