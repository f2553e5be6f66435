package cmd

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// divider ends a message for git interpret-trailers, also when git commit
// --trailer calls it: then the trailers stand before it.
var divider = memo.Regexp(`(?m)^---[ \t]*$`)

// trailerLines gives the trailers of a message as Git reads them: "Key: value",
// each on one line.
func trailerLines(message string) []string {
	message = strings.ReplaceAll(message, "\r\n", "\n")
	lines := lastBlock(message)
	if at := divider().FindStringIndex(message); at != nil {
		lines = append(lines, lastBlock(message[:at[0]])...)
	}
	return lines
}

// lastBlock gives the trailers of the last paragraph. It is not the subject's,
// and as for Git all of it must be trailers; or one of them is Git's own and no
// more than three of four lines are text.
func lastBlock(message string) []string {
	lines := strings.Split(strings.Trim(message, "\n"), "\n")
	lines = slices.DeleteFunc(lines, func(l string) bool { return strings.HasPrefix(l, "#") }) // as --cleanup=verbatim keeps them
	end := len(lines)
	for end > 0 && strings.TrimSpace(lines[end-1]) == "" {
		end--
	}
	start := end
	for start > 0 && strings.TrimSpace(lines[start-1]) != "" {
		start--
	}
	if start == 0 {
		return nil
	}
	var found []string
	others, ofGit, folds := 0, false, false
	for _, l := range lines[start:end] {
		switch {
		case l[0] == ' ' || l[0] == '\t':
			if folds {
				found[len(found)-1] += " " + strings.TrimSpace(l)
			} else {
				others++
			}
			continue
		case strings.HasPrefix(l, "Signed-off-by: "), strings.HasPrefix(l, "(cherry picked from commit "):
			ofGit = true
		}
		folds = trailerForm().MatchString(l) || strings.HasPrefix(l, "(cherry picked from commit ")
		if folds {
			found = append(found, l)
		} else {
			others++
		}
	}
	if others == 0 || ofGit && 3*len(found) >= others {
		return found
	}
	return nil
}

var trailerForm = memo.Regexp(`^[A-Za-z0-9-]+[ \t]*:`)
