package cmd

import (
	"fmt"
	"io"
	"slices"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
)

const allowFlags = "--no-verify --trailer 'Promptgit-Allow: REASON'"

// writeNext prints the commands that turn a refused step into steps that can be
// told apart. They work as they stand, from any folder, also for somebody
// without an editor, and without a terminal where there is none.
func writeNext(w io.Writer, j *judged, to reader) {
	if j.okIfNamed() {
		fmt.Fprint(w, "The changes share a name. If they are one variable, say which:\n  PROMPTGIT_VARIABLE=NAME git commit\n")
	}
	switch {
	case j.id != "":
		writeNextCommitted(w, j, j.id == to.head)
	case j.merges:
		fmt.Fprintf(w, "A merge should bring no change of its own. Commit it with each file as one side has it (HEAD is the other),\n"+
			"and your changes after it:\n"+
			"  git restore --source=MERGE_HEAD --staged -- %s\n"+
			"  git commit --no-edit\n", pathspecs(allPaths(changedFiles(j))...))
		writeAllow(w, "git commit --no-edit "+allowFlags)
	default:
		writeNextStaged(w, j, to.asks)
	}
}

// reader is what is known of who reads the advice.
type reader struct {
	asks bool       // at a terminal, where git can ask
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
		fmt.Fprintf(w, "Take the commit apart and commit one change, then the other, so that a score says which did what:\n"+
			"  git reset -q HEAD^\n"+
			"or say in its message why it must change so much:\n  %s\n", allow)
	default:
		fmt.Fprintf(w, "Stop at the commit:\n"+
			"  GIT_SEQUENCE_EDITOR='sed -i.bak \"s/^pick %s/edit %s/\"' git rebase -i %s^\n"+
			"There take it apart and commit one change, then the other, so that a score says which did what:\n"+
			"  git reset -q HEAD^\n"+
			"or say in its message why it must change so much:\n  %s\n"+
			"and go on:\n  git rebase --continue\n", short, short, short, allow)
	}
}

func writeNextStaged(w io.Writer, j *judged, asks bool) {
	files := changedFiles(j)
	all := pathspecs(allPaths(files)...)
	const apart = "ommit one change, then the other, so that a score says which did what:\n"
	if j.amends {
		fmt.Fprintf(w, "Leave the last commit as it is, and commit the rest after it:\n  git commit -m MESSAGE -- %s\n"+
			"or take it apart; c%s  git reset -q HEAD^\n", all, apart)
	} else {
		fmt.Fprint(w, "C"+apart)
	}
	several := files[0].count > 1
	if several {
		writeNextHunks(w, files, asks)
		files = files[1:]
	}
	for _, f := range files {
		fmt.Fprintf(w, "  git commit -m MESSAGE -- %s\n", pathspecs(f.paths...))
	}
	if several {
		fmt.Fprint(w, "To git add -p, s splits, y takes a change into the commit, n leaves it for the next. Where two changes\n"+
			"touch it cannot split them: undo one in the file, commit, and do it again.\n")
	}
	switch {
	case j.amends:
		writeAllow(w, "git commit --amend --no-edit "+allowFlags)
	case j.elsewhere:
		writeAllow(w, "git commit -m MESSAGE "+allowFlags+" -i -- "+all)
	default:
		writeAllow(w, "git commit -m MESSAGE "+allowFlags)
	}
}

// writeNextHunks takes the changes of the first file apart; the others are put
// aside first.
func writeNextHunks(w io.Writer, files []changedPath, asks bool) {
	first := files[0]
	fmt.Fprintf(w, "  git reset -q -- %s\n", pathspecs(allPaths(files)...))
	if first.old != "" { // a file that Git does not know cannot be added in parts
		fmt.Fprintf(w, "  git rm -q --cached -- %s\n"+
			"  git update-index --add --cacheinfo 100644,$(git rev-parse %s),%s\n"+
			"  git commit -m MESSAGE\n",
			pathspecs(first.old), shellWord("HEAD:"+first.old), shellWord(first.path))
	}
	spec, answers := pathspecs(first.path), ""
	if !asks {
		answers = `printf 's\ny\nn\n' | `
	}
	fmt.Fprintf(w, "  %sgit add -p -- %s\n"+
		"  git commit -m MESSAGE\n"+
		"  git commit -m MESSAGE -- %s\n", answers, spec, spec)
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
