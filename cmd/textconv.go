package cmd

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// mostTextconv is the size up to which a file is read as a prompt for git: a diff
// waits for it.
const mostTextconv = 4 << 20

func newTextconv(app *App) *cobra.Command {
	var role string
	c := &cobra.Command{
		Use:     "textconv FILE",
		GroupID: groupUpkeep,
		Short:   "Print a prompt with the names of its variables, for git diff",
		Long: "Print a prompt line by line with a line [section:system/Tone] before each variable and\n" +
			"param:temperature behind each parameter. git calls it where promptgit init --diff has set it up, for\n" +
			"git diff, git log -p, git show and git blame on a terminal. What cannot be read as a prompt is\n" +
			"printed as it is." +
			exitStatus("0  done", "2  wrong flags, or the file cannot be read"),
		Example: "  promptgit textconv prompts/triage.md\n  promptgit textconv --role system prompts/triage.md",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if !slices.Contains([]string{"", "system", "user", "assistant"}, role) {
				return usagef("--role takes system, user or assistant, not %q", role)
			}
			src, err := os.ReadFile(app.path(args[0]))
			if err != nil {
				return usagef("%w", err)
			}
			text := textconv(filepath.Base(args[0]), role, src)
			if app.OutTTY { // git gets what is no prompt byte for byte
				text = ui.Reveal(text)
			}
			_, err = io.WriteString(app.Raw(), text)
			return err
		},
	}
	c.Flags().StringVar(&role, "role", "", "the `ROLE` of a file without role lines: system, user or assistant")
	completes(c, "role", "system", "user", "assistant")
	return c
}

// textconv gives the lines of a prompt with the names of its variables. It differs
// for any two files that differ: git shows nothing where it is equal. What a file
// includes is not looked at, as git gives one file of a version alone.
func textconv(name, role string, src []byte) string {
	if len(src) > mostTextconv {
		return string(src)
	}
	if p := insideOf(name, role, src); p != nil {
		return annotated(p, string(src))
	}
	p, err := prompt.Parse(name, src, prompt.Options{Role: role, Partly: true})
	if err != nil || len(p.Variables) == 0 {
		return string(src)
	}
	if strings.HasSuffix(name, ".json") {
		return unfolded(p, src)
	}
	return annotated(p, string(src))
}

// insideOf has the variables of all prompts inside a file, each under the name of its
// prompt; nil for a file that is a prompt itself.
func insideOf(name, role string, src []byte) *prompt.Prompt {
	conf := config.Config{Prompts: []config.Entry{{Path: "*", Pos: diag.Pos{Line: 1}}}}
	if !conf.Holds(name) {
		return nil
	}
	list, holds := prompt.Inners(name, src)
	if !holds {
		return nil
	}
	all := &prompt.Prompt{}
	for _, in := range list {
		p, err := prompt.Parse(prompt.InnerPath(name, in.Name), src, prompt.Options{Role: role, Partly: true})
		if err != nil {
			continue
		}
		for _, v := range p.Variables {
			if v.Message >= 0 {
				v.Message += len(all.Messages)
			}
			v.ID += insideMark + in.Name
			all.Variables = append(all.Variables, v)
		}
		all.Messages = append(all.Messages, p.Messages...)
	}
	return all
}

// insideMark stands between a variable and the prompt that it is of.
const insideMark = " in "

// blockName is the name of a block without its number.
func blockName(id string) string {
	own, inside, found := strings.Cut(id, insideMark)
	own, _, _ = strings.Cut(own, "/")
	if found {
		return own + insideMark + inside
	}
	return own
}

// annotated is the text as it stands, with the variables named where they begin.
func annotated(p *prompt.Prompt, src string) string {
	before, behind := map[int][]string{}, map[int][]string{} // by line
	blocks := map[int]bool{}                                 // messages of which a block is named: all of them are one text
	for _, v := range p.Variables {
		switch v.Kind {
		case prompt.KindSection, prompt.KindExample:
			before[v.Line] = append(before[v.Line], v.ID)
		case prompt.KindBlock:
			if !blocks[v.Message] { // numbers would change with each block that is added before
				blocks[v.Message], before[v.Line] = true, append(before[v.Line], blockName(v.ID))
			}
		case prompt.KindParam, prompt.KindSchema: // others begin with their name
			behind[v.Line] = append(behind[v.Line], v.ID)
		default:
		}
	}
	var b strings.Builder
	if likePicture(src) {
		b.WriteString(hashLine([]byte(src)))
	}
	if endsInCRLF(src) { // as git writes them on Windows: once, not on each line
		b.WriteString(crlfLine + "\n")
		src = strings.ReplaceAll(src, "\r\n", "\n")
	}
	n := 0
	for line := range strings.Lines(src) {
		n++
		for _, id := range before[n] {
			fmt.Fprintf(&b, "[%s]\n", ui.Line(id))
		}
		text, ended := strings.CutSuffix(line, "\n")
		b.WriteString(ui.Reveal(text))
		if ids := behind[n]; len(ids) > 0 {
			fmt.Fprintf(&b, "  # %s", ui.Line(strings.Join(ids, ", ")))
		}
		if ended {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// unfolded shows a prompt in JSON, whose texts are lines only once they are decoded,
// by variables. The last line tells files apart that differ in something else.
func unfolded(p *prompt.Prompt, src []byte) string {
	var b strings.Builder
	blocks := map[int]bool{}
	for _, v := range p.Variables {
		id := v.ID
		if v.Kind == prompt.KindBlock {
			id, _, _ = strings.Cut(id, "/")
		}
		if v.Kind != prompt.KindBlock || !blocks[v.Message] {
			fmt.Fprintf(&b, "[%s]\n", ui.Line(id))
		}
		blocks[v.Message] = blocks[v.Message] || v.Kind == prompt.KindBlock
		fmt.Fprintf(&b, "%s\n\n", ui.Reveal(strings.TrimRight(v.Text, "\n")))
	}
	b.WriteString(hashLine(src))
	return b.String()
}

func hashLine(src []byte) string {
	sum := sha256.Sum256(src)
	return fmt.Sprintf("file: sha256 %s\n", hex.EncodeToString(sum[:6]))
}

const crlfLine = "line ends: CRLF"

// endsInCRLF says whether each line ends in CRLF, and no other CR is there.
func endsInCRLF(src string) bool {
	n := strings.Count(src, "\r\n")
	return n > 0 && n == strings.Count(src, "\n") && n == strings.Count(src, "\r")
}

// likePicture says whether a text holds what stands for something else once it is
// revealed, so that another text could look the same.
func likePicture(src string) bool {
	return strings.HasPrefix(src, crlfLine) || strings.Contains(src, "<U+") ||
		strings.ContainsFunc(src, func(r rune) bool { return r >= '\u2400' && r <= '\u2421' })
}
