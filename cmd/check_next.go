package cmd

import (
	"fmt"
	"io"
	"slices"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/ui"
)

const allowFlags = "--no-verify --trailer 'Promptgit-Allow: REASON'"

// writeNext prints the commands that turn a refused step into steps that can be
// told apart. They work as they stand, from any folder, also for somebody
// without an editor, and without a terminal where there is none.
func writeNext(w io.Writer, j *judged, to reader) {
	if j.id == "" && j.okIfNamed() {
		fmt.Fprint(w, "The changes share a name. If they are one variable, say which:\n  PROMPTGIT_VARIABLE=NAME git commit\n")
	}
	switch {
	case j.id != "":
		writeNextCommitted(w, j, j.id == to.head)
		writeSquash(w, j)
	case j.merges:
		fmt.Fprintf(w, "A merge should bring no change of its own. Commit it with each file as one side has it (HEAD is the other),\n"+
			"and your changes after it:\n"+
			"  git restore --source=MERGE_HEAD --staged -- %s\n"+
			"  git commit --no-edit\n", pathspecs(allPaths(changedFiles(j))...))
		writeAllow(w, "git commit --no-edit "+allowFlags)
	default:
		writeNextStaged(w, j)
		if len(squashedIn(j.message)) > 0 {
			writeSquash(w, j)
		}
	}
}

// writeSquash says what would show that a refused step squashes steps that were
// each within the policy.
func writeSquash(w io.Writer, j *judged) {
	if !j.maySquash() {
		return
	}
	fmt.Fprintln(w, "If it squashes commits that were each checked, promptgit pull fetches the records that show it.")
	if j.unproven != "" {
		fmt.Fprintf(w, "What is here does not show it: %s.\n", ui.Line(j.unproven))
	}
}

// reader is what is known of who reads the advice.
type reader struct {
	head gitops.OID // what is checked out, "" where that is not asked for
}

func writeAllow(w io.Writer, command string) {
	fmt.Fprintf(w, "Or commit it all with a reason, which promptgit check A..B in CI will show:\n  %s\n", command)
}

func writeNextCommitted(w io.Writer, j *judged, isHead bool) {
	const allow = "git commit --amend --no-edit " + allowFlags
	short := shortRev(j.rev)
	switch {
	case len(j.parents) > 1:
		fmt.Fprintf(w, "A merge should bring no change of its own: merge again with each file as one side has it, and commit\n"+
			"what differs after it; or say in its message why it must, while it is the last commit:\n  %s\n", allow)
	case isHead:
		fmt.Fprintf(w, "Make it one commit per variable, so that a score says which did what:\n"+
			"  git reset -q --soft HEAD^\n  promptgit split\n"+
			"or say in its message why it must change so much:\n  %s\n", allow)
	default:
		fmt.Fprintf(w, "Make it one commit per variable, so that a score says which did what, and put what followed on top:\n"+
			"  promptgit split %s\n  git rebase --onto split/%s %s\n"+
			"or say in its message why it must change so much, while a rebase stops at it:\n  %s\n", short, short, short, allow)
	}
}

func writeNextStaged(w io.Writer, j *judged) {
	files := changedFiles(j)
	all := pathspecs(allPaths(files)...)
	split := "promptgit split"
	if j.elsewhere { // of git commit -a and its like the index knows nothing yet
		split = "git add -- " + all + "\n  " + split
	}
	if j.amends {
		fmt.Fprintf(w, "Leave the last commit as it is, and commit the rest after it:\n  git commit -m MESSAGE -- %s\n"+
			"or make all of it one commit per variable:\n  git reset -q --soft HEAD^\n  %s\n", all, split)
		writeAllow(w, "git commit --amend --no-edit "+allowFlags)
		return
	}
	fmt.Fprintf(w, "Make it one commit per variable, so that a score says which did what:\n  %s\n", split)
	if j.elsewhere {
		writeAllow(w, "git commit -m MESSAGE "+allowFlags+" -i -- "+all)
	} else {
		writeAllow(w, "git commit -m MESSAGE "+allowFlags)
	}
}

// changedPath is a file with changes that count.
type changedPath struct {
	path  string
	old   string // before a renaming
	paths []string
	count int
}

// changedFiles lists the files of the changes that count, first one that holds
// several, if any does.
func changedFiles(j *judged) []changedPath {
	var files []changedPath
	for _, p := range j.Prompts {
		if p.Exempt != "" {
			continue
		}
		for _, c := range p.Changes {
			name := changedFile(p, c)
			at := slices.IndexFunc(files, func(f changedPath) bool { return f.path == name })
			if at < 0 {
				at, files = len(files), append(files, newChangedPath(p, name))
			}
			files[at].count++
		}
	}
	slices.SortStableFunc(files, func(a, b changedPath) int { return min(b.count, 2) - min(a.count, 2) })
	return files
}

func newChangedPath(p hooks.Prompt, name string) changedPath {
	f := changedPath{path: name, paths: []string{name}}
	if name == p.Path && p.OldPath != "" {
		f.old, f.paths = p.OldPath, []string{name, p.OldPath}
	}
	return f
}

func allPaths(files []changedPath) []string {
	var all []string
	for _, f := range files {
		all = append(all, f.paths...)
	}
	return all
}
