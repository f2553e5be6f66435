package cmd

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// writeNext prints the commands that turn a refused step into steps that can be
// told apart, also for somebody without a terminal to answer questions in.
func writeNext(w io.Writer, j *judged) {
	if j.id != "" {
		fmt.Fprintf(w, "Split the commit, so that a score says which change did what:\n"+
			"  git rebase -i %s^    mark it \"edit\", then: git reset -q HEAD^, and one commit per change\n"+
			"or say in its message why it must change so much:\n"+
			"  git commit --amend --no-verify --no-edit --trailer 'Promptgit-Allow: REASON'\n", shortRev(j.rev))
		return
	}
	files, several := changedFiles(j)
	first, rest := files[0], files[1:]
	fmt.Fprintln(w, "Commit one change, then the other, so that a score says which did what:")
	if len(rest) > 0 {
		others := quotePaths(rest)
		fmt.Fprintf(w, "  git reset -q -- %s\n  git commit\n  git add -- %s && git commit\n", others, others)
	}
	if several {
		if len(rest) > 0 {
			fmt.Fprintln(w, "and for a file that holds several changes:")
		}
		path := quotePaths([]string{first})
		fmt.Fprintf(w, "  git restore --staged -p -- %s    take out what should wait\n"+
			"  git commit\n"+
			"  git add -- %s && git commit\n"+
			"without a terminal (s splits, y takes a change into the commit, n leaves it for the next):\n"+
			"  git reset -q -- %s && printf 's\\ny\\nn\\n' | git add -p -- %s\n", path, path, path, path)
	}
	fmt.Fprintln(w, "Or commit it all with a reason, which promptgit check A..B in CI will show:\n"+
		"  git commit --no-verify --trailer 'Promptgit-Allow: REASON'")
}

// changedFiles lists the files of the changes that count, first one that holds
// several, if any does.
func changedFiles(j *judged) (files []string, several bool) {
	count := map[string]int{}
	for _, p := range j.Prompts {
		if p.Exempt != "" {
			continue
		}
		for _, c := range p.Changes {
			file := changedFile(p, c)
			if count[file]++; count[file] == 1 {
				files = append(files, file)
			}
			several = several || count[file] > 1
		}
	}
	slices.SortStableFunc(files, func(a, b string) int { return min(count[b], 2) - min(count[a], 2) })
	return files, several
}

// quotePaths writes paths as words of a shell, as they are where they are plain.
func quotePaths(paths []string) string {
	words := make([]string, len(paths))
	for i, p := range paths {
		words[i] = ui.Line(p)
		if strings.ContainsFunc(p, func(r rune) bool {
			return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./@%+=:,", r)
		}) {
			words[i] = "'" + strings.ReplaceAll(ui.Line(p), "'", `'\''`) + "'"
		}
	}
	return strings.Join(words, " ")
}
