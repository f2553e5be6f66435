package cmd_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// prelude makes a repository with hooks and one prompt of three sections. "p A B
// C" writes the prompt, "commit" commits everything.
const prelude = `
set -e
git init -q -b main repo && cd repo
mkdir prompts
p() { printf '# Role\n%s\n\n# Tone\n%s\n\n# Task\n%s\n' "$1" "$2" "$3" > prompts/a.md; }
commit() { git add -A && git commit -q -m "$1"; }
p a b c; echo code > main.go; commit first
promptgit hook install >/dev/null
git tag base
p a b2 c; commit tone
`

// human sets a policy under which a reason needs an approval.
const human = `echo "policy: {override: human}" > promptgit.yaml; commit policy; git tag -f base >/dev/null; `

// A row is what a user does, in sh, whether the last command succeeds, what the
// hooks say, and what the gate says of the result.
func TestTheHookInEverySituation(t *testing.T) {
	t.Parallel()
	const lands, refused = true, false
	for _, row := range []struct {
		name  string
		do    string
		lands bool
		says  string // on stderr of it all, "" for nothing of ours
		gate  string // what promptgit check base..HEAD finds: "ok" or "refused"
	}{
		{"one section", `p a b3 c; commit x`, lands, "", "ok"},
		{"two sections", `p a b3 c2; commit x`, refused, "2 variables", "ok"},
		{"-a", `p a b3 c2; git commit -q -a -m x`, refused, "2 variables", "ok"},
		{"-p takes one of two changes", `p a2 b2 c2; printf 's\ny\nn\n' | git commit -q -p -m x >/dev/null`, lands, "", "ok"},
		{"-i PATH", `p a b3 c2; git commit -q -m x -i prompts/a.md`, refused, "2 variables", "ok"},
		{"PATH alone", `p a b3 c; printf '# One\nx\n' > prompts/b.md; git add prompts/b.md; git commit -q -m x prompts/a.md`, lands, "", "ok"},
		{"-o PATH", `p a b3 c2; git commit -q -o -m x prompts/a.md`, refused, "2 variables", "ok"},
		{"only what is staged counts", `p a b3 c; git add prompts; p a b3 c2; git commit -q -m x`, lands, "", "ok"},
		{"unborn branch, which changes what base has", `git checkout -q --orphan new; p x y z; commit x`, lands, "", "refused"}, // base has the prompt: merged, it would change unseen
		{"unborn branch, with a prompt of its own", `git checkout -q --orphan new; git rm -rfq .; mkdir -p prompts; printf '# One\nx\n' > prompts/b.md; git add prompts; git commit -q -m x`, lands, "", "ok"},
		{"a subdirectory", `p a b3 c2; cd prompts; git commit -q -a -m x`, refused, "2 variables", "ok"},
		{"-C DIR", `p a b3 c2; git add -A; cd /; git -C "$OLDPWD" commit -q -m x`, refused, "2 variables", "ok"},
		{"detached HEAD", `git checkout -q --detach; p a b3 c2; commit x`, refused, "2 variables", "ok"},
		{"code alone", `echo more >> main.go; commit x`, lands, "", "ok"},
		{"--allow-empty", `git commit -q --allow-empty -m x`, lands, "", "ok"},
		{"a new prompt beside one change", `p a b3 c; printf '# One\nx\n' > prompts/b.md; commit x`, lands, "", "ok"},
		{"a deletion", `git rm -q prompts/a.md; commit x`, lands, "", "ok"},
		{"a rename alone", `git mv prompts/a.md prompts/z.md; commit x`, lands, "", "ok"},
		{"a rename of the case alone, with two changes", `git mv prompts/a.md prompts/A.md; sed -e s/b2/b3/ -e s/^c/c2/ prompts/A.md > x; mv x prompts/A.md; commit x`, refused, "2 variables", "ok"},
		{"a mode alone", `git update-index --chmod=+x prompts/a.md; git commit -q -m x`, lands, "", "ok"},
		{"deleted in the index alone", `git rm -q --cached prompts/a.md; git commit -q -m x`, lands, "", "ok"},
		{"a symbolic link in the place of a prompt", `ln -s a.md prompts/l.md; commit l; ln -sf ../main.go prompts/l.md; p a b3 c; commit x`, lands, "", "ok"},
		{"a submodule in the place of a prompt", `git init -q ../sub; git -C ../sub commit -q --allow-empty -m s; git -c protocol.file.allow=always submodule --quiet add "$PWD/../sub" prompts/s.md; p a b3 c; commit x`, lands, "", "ok"},

		{"--no-verify is warned of", `p a b3 c2; git commit -q -n -a -m x`, lands, "warning: ", "refused"},
		{"PROMPTGIT=0", `p a b3 c2; PROMPTGIT=0 git commit -q -a -m x`, lands, "", "refused"},
		{"SKIP=promptgit", `p a b3 c2; SKIP=lint,promptgit git commit -q -a -m x`, lands, "", "refused"},
		{"SKIP with a blank", `p a b3 c2; SKIP="lint, promptgit" git commit -q -a -m x`, lands, "", "refused"},

		{"amend of the message", `git commit -q --amend -m other`, lands, "", "ok"},
		{"amend adds a second variable", `p a b2 c2; git commit -q -a --amend --no-edit`, refused, "2 variables", "ok"},
		{"amend goes on with the same variable", `p a b4 c; git commit -q -a --amend -m x`, lands, "", "ok"},
		{"amend mends", `p a b3 c2; git commit -q -n -a -m x 2>/dev/null; p a b3 c; git commit -q -a --amend --no-edit`, lands, "", "ok"},
		{"amend through an alias", `git config alias.again 'commit --amend --no-edit -q'; p a b2 c2; git add -A; git again`, refused, "2 variables", "ok"},
		{"amend through an alias in sh", `git config alias.again "!git commit --amend --no-edit -q"; p a b2 c2; git add -A; git again`, refused, "2 variables", "ok"},
		{"amend, written short", `p a b2 c2; git commit -q -a --amen --no-edit`, refused, "2 variables", "ok"},
		{"amend with -C", `p a b2 c2; git commit -q -a -C HEAD --amend`, refused, "2 variables", "ok"},
		{"amend with -c", `p a b2 c2; git add -A; git -c core.editor=true commit -q -c HEAD --amend`, refused, "2 variables", "ok"},
		{"amend of the first commit", `git checkout -q base; p x y z; git commit -q -a --amend --no-edit; git tag -f base >/dev/null`, lands, "", "ok"},
		{"amend of a merge adds two", `git checkout -q -b side base; p a b c2; commit s; git checkout -q main; git merge -q -m m side >/dev/null; p a3 b3 c2; git commit -q -a --amend --no-edit`, refused, "2 variables", "ok"},
		{"--fixup with one variable", `p a b3 c; git commit -q -a --fixup HEAD`, lands, "", "ok"},
		{"--squash with two", `p a b3 c2; git commit -q -a --squash HEAD -m x`, refused, "2 variables", "ok"},

		{"fast-forward", `git checkout -q -b side; p a b3 c; commit s; git checkout -q main; git merge -q side`, lands, "", "ok"},
		{"clean merge", `git checkout -q -b side base; p a b c2; commit s; p a b c3; commit s2; git checkout -q main; git merge -q -m m side`, lands, "", "ok"},
		{"clean merge of two iterations on each side", `p a3 b2 c; commit role; git checkout -q -b side base; p a b c2; commit s; p a b c3; commit s2; git checkout -q main; git merge -q -m m side`, lands, "", "ok"},
		{"octopus", `git checkout -q -b s1 base; printf '# One\nx\n' > prompts/b.md; commit s1; git checkout -q -b s2 base; printf '# One\nx\n' > prompts/c.md; commit s2; git checkout -q main; git merge -q -m m s1 s2`, lands, "", "ok"},
		{"-s ours", `git checkout -q -b side base; p a b9 c; commit s; p a9 b9 c; commit s2; git checkout -q main; git merge -q -s ours -m m side`, lands, "", "ok"},
		{"-X theirs", `git checkout -q -b side base; p a b9 c; commit s; git checkout -q main; git merge -q -X theirs -m m side >/dev/null`, lands, "", "ok"},
		{"a merge without a conflict and two new texts", `git checkout -q -b side base; echo more >> main.go; commit s; git checkout -q main; git merge -q --no-commit side >/dev/null 2>&1; p a8 b8 c; git commit -q -a -m m`, refused, "2 variables", "ok"},
		{"unrelated history", `git init -q ../o; cd ../o; mkdir prompts; printf "# One\nx\n" > prompts/o.md; git add -A; git commit -q -m o; cd ../repo; git fetch -q ../o HEAD; git merge -q --allow-unrelated-histories -m m FETCH_HEAD`, lands, "", "ok"},
		{"conflict resolved to one side", `git checkout -q -b side base; p a b9 c; commit s; git checkout -q main; git merge -q side >/dev/null || true; p a b9 c; commit m`, lands, "", "ok"},
		{"unmerged", `git checkout -q -b side base; p a b9 c; commit s; git checkout -q main; git merge -q side >/dev/null || true; git commit -q -m m >/dev/null 2>&1`, refused, "", "ok"},
		{"conflict resolved with one new text", `git checkout -q -b side base; p a b9 c; commit s; git checkout -q main; git merge -q side >/dev/null || true; p a b29 c; commit m`, lands, "", "ok"},
		{"conflict resolved with two new texts", `git checkout -q -b side base; p a b9 c; commit s; git checkout -q main; git merge -q side >/dev/null || true; p a9 b29 c; commit m`, refused, "2 variables", "ok"},
		{"merge --squash of one variable", `git checkout -q -b side; p a b2 c2; commit s; git checkout -q main; git merge -q --squash side >/dev/null; git commit -q -m m`, lands, "", "ok"},
		{"merge --squash of two", `git checkout -q -b side; p a b2 c2; commit s; p a2 b2 c2; commit s2; git checkout -q main; git merge -q --squash side >/dev/null; git commit -q -m m`, lands, "", "ok"},
		{"merge --squash of two on top of a third", `git checkout -q -b side base; p a b c2; commit s; p a2 b c2; commit s2; git checkout -q main; git merge -q --squash side >/dev/null 2>&1 || true; p a2 b2 c2; commit m`, lands, "", "ok"},
		{"merge --squash of two and a new text", `git checkout -q -b side; p a b2 c2; commit s; p a2 b2 c2; commit s2; git checkout -q main; git merge -q --squash side >/dev/null; p a2 b3 c2; commit m`, refused, "3 variables", "ok"},
		{"merge --squash of a mixed commit", `git checkout -q -b side; p a3 b2 c2; git commit -q -n -a -m s 2>/dev/null; git checkout -q main; git merge -q --squash side >/dev/null; git commit -q -m m`, refused, "changed the same, but its commit", "ok"},

		{"revert", `git revert --no-edit HEAD >/dev/null`, lands, "", "ok"},
		{"revert with a conflict", `p a b3 c; commit x; git revert HEAD^ >/dev/null 2>&1 || true; p a b c; git add -A; git -c core.editor=true revert --continue >/dev/null`, lands, "", "ok"},
		{"revert of several", `p a b3 c; commit x; p a b3 c2; commit y; git revert --no-edit HEAD~2..HEAD >/dev/null`, lands, "", "ok"},
		{"revert -n of two commits", `p a b3 c; commit x; p a b3 c2; commit y; git revert -n HEAD HEAD~1; git commit -q -m back`, lands, "", "ok"},
		{"an old version by hand", `p a b3 c; commit x; p a b3 c2; commit y; p a b2 c; commit back`, lands, "", "ok"},
		{"cherry-pick", `git checkout -q -b side; p a b2 c2; commit s; git checkout -q main; git cherry-pick side >/dev/null`, lands, "", "ok"},
		{"cherry-pick of a mixed commit is warned of", `git checkout -q -b side; p a3 b2 c2; git commit -q -n -a -m s 2>/dev/null; git checkout -q main; git cherry-pick side >/dev/null`, lands, "warning: ", "refused"},
		{"cherry-pick -n is a commit", `git checkout -q -b side; p a3 b2 c2; git commit -q -n -a -m s 2>/dev/null; git checkout -q main; git cherry-pick -n side; git commit -q -m x`, refused, "2 variables", "ok"},
		{"cherry-pick with a conflict", `git checkout -q -b side; p a b5 c; commit s; git checkout -q main; p a b6 c; commit x; git cherry-pick side >/dev/null 2>&1 || true; p a b5 c; git add -A; git -c core.editor=true cherry-pick --continue >/dev/null`, lands, "", "ok"},

		{"rebase", `git checkout -q -b side base; p a b c2; commit s; git rebase -q main`, lands, "", "ok"},
		{"rebase of a mixed commit is warned of once", `git checkout -q -b side base; p a3 b c2; git commit -q -n -a -m s 2>/dev/null; git rebase -q main`, lands, "warning: ", "refused"},
		{"rebase with reword", `git -c sequence.editor='sed -i.bak s/^pick/reword/' -c core.editor=true rebase -q -i base`, lands, "", "ok"},
		{"rebase with autosquash of one variable", `p a b3 c; git commit -q -a --fixup HEAD; git -c sequence.editor=true rebase -q -i --autosquash base`, lands, "", "ok"},
		{"rebase with squash of two variables is warned of", `p a b2 c2; commit t; git -c sequence.editor='sed -i.bak 2s/^pick/squash/' -c core.editor=true rebase -q -i base >/dev/null`, lands, "warning: ", "refused"},
		{"rebase with --exec", `p a b3 c; commit t; git rebase -q --exec "echo more >> main.go; git commit -q -a -m e" base 2>/dev/null`, lands, "", "ok"},
		{"rebase stopped to take a commit apart", `p a b3 c2; git commit -q -n -a -m x 2>/dev/null; git -c sequence.editor='sed -i.bak s/^pick/edit/' rebase -q -i HEAD^ 2>/dev/null; git reset -q HEAD^; p a b3 c; commit one; p a b3 c2; commit two; git -c core.editor=true rebase --continue >/dev/null 2>&1`, lands, "", "ok"},
		{"am", `git checkout -q -b side; p a b2 c2; commit s; git format-patch -q -1 -o ../out; git checkout -q main; git am -q ../out/*`, lands, "", "ok"},
		{"am of a mixed commit is left to the gate", `git checkout -q -b side; p a3 b2 c2; git commit -q -n -a -m s 2>/dev/null; git format-patch -q -1 -o ../out; git checkout -q main; git am -q ../out/*`, lands, "", "refused"},
		{"stash", `p a b3 c2; git stash -q; git stash pop -q`, lands, "", "ok"},

		{"intent to add", `p a b3 c; printf '# One\nx\n' > prompts/b.md; git add -N prompts/b.md; git add prompts/a.md; git commit -q -m x`, lands, "", "ok"},
		{"linked worktree", `git worktree add -q ../linked 2>/dev/null; cd ../linked; p a b3 c2; commit x`, refused, "2 variables", ""},
		{"GIT_DIR and GIT_WORK_TREE", `p a b3 c2; cd ..; git --git-dir=repo/.git --work-tree=repo commit -q -a -m x`, refused, "2 variables", ""},
		{"GIT_INDEX_FILE", `cp .git/index ../index; export GIT_INDEX_FILE=../index; p a b3 c2; git add -A; git commit -q -m x`, refused, "2 variables", "ok"},
		{"submodule", `cd ..; git init -q -b main super; cd super; git -c protocol.file.allow=always submodule --quiet add ../repo sub; cd sub; promptgit hook install >/dev/null; p a b3 c2; commit x`, refused, "2 variables", ""},
		{"sparse index", `git sparse-checkout set --cone --sparse-index prompts; p a b3 c2; git commit -q -a -m x`, refused, "2 variables", "ok"},
		{"split index", `git update-index --split-index; p a b3 c2; git commit -q -a -m x`, refused, "2 variables", "ok"},
		{"no terminal and a bare PATH, as from a desktop program", `p a b3 c2; git add -A; env -i HOME="$HOME" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x PATH=/usr/bin:/bin git commit -q -m x </dev/null`, refused, "2 variables", "ok"},
		{"another process holds the index", `p a b3 c; : > .git/index.lock; git commit -q -a -m x; rm .git/index.lock`, refused, "", "ok"},

		{"PROMPTGIT_ALLOW", `p a b3 c2; PROMPTGIT_ALLOW='new   house style' git commit -q -a -m x; git log -1 --format=%B | grep -q '^Promptgit-Allow: new house style$'`, lands, "", "ok"},
		{"PROMPTGIT_ALLOW with a message in a file", `p a b3 c2; printf 'x\n\nBody.\n\nFixes: 3\n' > ../m; PROMPTGIT_ALLOW=why git commit -q -a -F ../m; git log -1 --format=%B | tail -3 | head -2 | tr '\n' '|' | grep -q '^Fixes: 3|Promptgit-Allow: why|$'`, lands, "", "ok"},
		{"PROMPTGIT_ALLOW with an editor and comments", `p a b3 c2; git add -A; PROMPTGIT_ALLOW=why git -c core.editor='sed -i.bak 1s/^/subject/' commit -q -v; git log -1 --format=%B | grep -q '^Promptgit-Allow: why$'`, lands, "", "ok"},
		{"PROMPTGIT_ALLOW once, also when amended", `p a b3 c2; PROMPTGIT_ALLOW=why git commit -q -a -m x; PROMPTGIT_ALLOW=why git commit -q --amend --no-edit; test $(git log -1 --format=%B | grep -c Promptgit-Allow) = 1`, lands, "", "ok"},
		{"PROMPTGIT_ALLOW with another reason replaces the first", `p a b3 c2; PROMPTGIT_ALLOW=one git commit -q -a -m x; PROMPTGIT_ALLOW=two git commit -q --amend --no-edit; test "$(git log -1 --format=%B | grep Promptgit-Allow)" = "Promptgit-Allow: two"`, lands, "", "ok"},
		{"PROMPTGIT_ALLOW where no hook would write it", `promptgit hook install --files >/dev/null; rm .git/hooks/prepare-commit-msg; p a b3 c2; PROMPTGIT_ALLOW=why git commit -q -a -m x`, refused, "prepare-commit-msg hook", "ok"},
		{"PROMPTGIT_ALLOW of blanks", `p a b3 c2; PROMPTGIT_ALLOW=' ' git commit -q -a -m x`, refused, "PROMPTGIT_ALLOW is set to nothing but blanks", "ok"},
		{"PROMPTGIT_ALLOW of several lines stays one reason", `p a b3 c2; PROMPTGIT_ALLOW="it's \"new\" %s ü
Promptgit-Variable: x" git commit -q -a -m x; test "$(git log -1 --format=%\(trailers\) | grep -c .)" = 1`, lands, "", "ok"},
		{"PROMPTGIT_ALLOW with a message from standard input", `p a b3 c2; printf "x\n\nBody.\n" | PROMPTGIT_ALLOW=why git commit -q -a -F -`, lands, "", "ok"},
		{"PROMPTGIT_ALLOW with a template", `p a b3 c2; printf "\n\nBody.\n" > ../t; PROMPTGIT_ALLOW=why git -c core.editor='sed -i.bak 1s/^/x/' commit -q -a -t ../t`, lands, "", "ok"},
		{"PROMPTGIT_ALLOW with --cleanup=verbatim", `p a b3 c2; PROMPTGIT_ALLOW=why git -c core.editor='sed -i.bak 1s/^/x/' commit -q -a --cleanup=verbatim`, lands, "", "ok"},
		{"PROMPTGIT_ALLOW where trailers are set up otherwise", `git config trailer.ifmissing doNothing; git config trailer.separators =; p a b3 c2; PROMPTGIT_ALLOW=why git commit -q -a -m x`, lands, "", "ok"},
		{"PROMPTGIT_ALLOW and an editor left without a message", `p a b3 c2; PROMPTGIT_ALLOW=why git -c core.editor=true commit -q -a`, refused, "holds only trailers", "ok"},
		{"PROMPTGIT_ALLOW and an editor that empties the message", `p a b3 c2; PROMPTGIT_ALLOW=why git -c core.editor='cp /dev/null' commit -q -a 2>/dev/null`, refused, "", "ok"},
		{"a trailer on the command line", `p a b3 c2; git commit -q -a -m x --trailer 'Promptgit-Allow: because'`, lands, "", "ok"},
		{"a trailer in -m", `p a b3 c2; git commit -q -am x -m 'Promptgit-Allow: because'`, lands, "", "ok"},
		{"a trailer in -F", `p a b3 c2; printf 'x\n\nPromptgit-Allow: because\n' > ../m; cd prompts; git commit -q -a -F ../../m`, lands, "", "ok"},
		{"a trailer that is only the subject", `p a b3 c2; git commit -q -a -m 'Promptgit-Allow: because'`, refused, "2 variables", "ok"},
		{"a trailer in standard input", `p a b3 c2; printf "x\n\nPromptgit-Allow: because\n" | git commit -q -a -F -`, lands, "", "ok"},
		{"no trailer in standard input", `p a b3 c2; echo x | git commit -q -a -F -`, refused, "2 variables", "ok"},
		{"a trailer in the message of another commit", `git commit -q --allow-empty -m x -m "Promptgit-Allow: because"; p a b3 c2; git commit -q -a -C HEAD`, lands, "", "ok"},
		{"a trailer in the message of another commit, in an editor", `git commit -q --allow-empty -m x -m "Promptgit-Allow: because"; p a b3 c2; git -c core.editor=true commit -q -a -c HEAD`, lands, "", "ok"},
		{"a trailer amid prose", `p a b3 c2; git commit -q -a -m x -m "Promptgit-Allow: because
is what the rule says"`, refused, "2 variables", "ok"},
		{"override: human and a reason alone", human + `p a b3 c2; PROMPTGIT_ALLOW=why git commit -q -a -m x`, refused, "counts only with an approval of somebody else", "ok"},
		{"override: human and one variable", human + `p a b3 c; PROMPTGIT_ALLOW=why git commit -q -a -m x`, lands, "", "ok"},
		{"override: human and an approval of what is staged", human + `p a b3 c2; git add -A; GIT_COMMITTER_EMAIL=bob@example.com promptgit review prompts/a.md --staged --approve >/dev/null 2>&1; PROMPTGIT_ALLOW=why git commit -q -m x`, lands, "", "ok"},
		{"override: human and an approval of another version", human + `p a b4 c4; git add -A; GIT_COMMITTER_EMAIL=bob@example.com promptgit review prompts/a.md --staged --approve >/dev/null 2>&1; p a b3 c2; PROMPTGIT_ALLOW=why git commit -q -a -m x`, refused, "counts only", "ok"},
		{"override: human and an approval of one's own", human + `p a b3 c2; promptgit review prompts/a.md --worktree --approve >/dev/null 2>&1; PROMPTGIT_ALLOW=why git commit -q -a -m x`, refused, "counts only", "ok"},
		{"override: human switched off in the same commit", human + `p a b3 c2; echo "policy: {override: anyone}" > promptgit.yaml; PROMPTGIT_ALLOW=why git commit -q -a -m x`, refused, "counts only", "ok"},
		{"override: human and --no-verify", human + `p a b3 c2; git commit -q -a --no-verify -m x --trailer "Promptgit-Allow: why"`, lands, "changes 2 variables", "refused"},
		{"an amendment keeps its reason", `p a b3 c2; PROMPTGIT_ALLOW=why git commit -q -a -m x; p a b4 c4; git commit -q -a --amend --no-edit`, lands, "", "ok"},

		{"linked parts are named", `p a 'Give ` + "`city_name`" + `.' 'Fill city_name.'; PROMPTGIT_VARIABLE='answer schema' git commit -q -a -m x; git log -1 --format=%B | grep -q '^Promptgit-Variable: answer schema$'`, lands, "", "ok"},
		{"linked parts without a name", `p a 'Give ` + "`city_name`" + `.' 'Fill city_name.'; git commit -q -a -m x`, refused, "PROMPTGIT_VARIABLE=NAME git commit", "ok"},
		{"linked parts named in an editor", `p a 'Give ` + "`city_name`" + `.' 'Fill city_name.'; git add -A; git -c core.editor='printf "x\n\nPromptgit-Variable: answer schema\n" >' commit -q`, lands, "", "ok"},
		{"linked parts named in an editor that shows the diff", `p a 'Give ` + "`city_name`" + `.' 'Fill city_name.'; git add -A; git -c core.editor='sed -i.bak "1s/^/x\n\nPromptgit-Variable: answer schema\n/"' commit -q -v`, lands, "", "ok"},
		{"linked parts named in standard input", `p a 'Give ` + "`city_name`" + `.' 'Fill city_name.'; printf "x\n\nPromptgit-Variable: answer schema\n" | git commit -q -a -F -`, lands, "", "ok"},
		{"linked parts not named in an editor", `p a 'Give ` + "`city_name`" + `.' 'Fill city_name.'; git add -A; git -c core.editor='printf "x\n\nBody.\n" >' commit -q`, refused, "The message is kept", "ok"},
		{"linked parts where the manager of the hooks has not set up commit-msg", `promptgit hook install --files >/dev/null; rm .git/hooks/commit-msg; printf "# promptgit hook run commit-msg\n" > lefthook.yml; p a 'Give ` + "`city_name`" + `.' 'Fill city_name.'; git commit -q -a -m x`, refused, "2 variables", "ok"},
		{"a name excuses nothing that is not linked", `p a b3 c2; PROMPTGIT_VARIABLE='answer schema' git commit -q -a -m x`, refused, "2 variables", "ok"},

		{"mode warn", `printf 'policy: {mode: warn}\n' > promptgit.yaml; commit c; git tag -f base >/dev/null; p a b3 c2; commit x`, lands, "warning: 2 variables", "ok"},
		{"mode off", `printf 'policy: {mode: off}\n' > promptgit.yaml; commit c; git tag -f base >/dev/null; p a b3 c2; commit x`, lands, "", "ok"},
		{"a policy acts from the next commit", `printf 'version: 1\n' > promptgit.yaml; commit c; printf 'policy: {mode: off}\n' > promptgit.yaml; p a b3 c2; commit x`, refused, "2 variables", "ok"},
		{"max_variables", `printf 'policy: {max_variables: 2}\n' > promptgit.yaml; commit c; git tag -f base >/dev/null; p a b3 c2; commit x`, lands, "", "ok"},
		{"scope prompt", `printf 'policy: {scope: prompt}\n' > promptgit.yaml; printf '# One\nx\n' > prompts/b.md; commit c; git tag -f base >/dev/null; p a b3 c; printf '# One\ny\n' > prompts/b.md; commit x`, lands, "", "ok"},
		{"exempt paths", `printf 'policy: {exempt: [prompts/a.md]}\n' > promptgit.yaml; commit c; git tag -f base >/dev/null; p a b3 c2; commit x`, lands, "", "ok"},
		{"since", `p a b3 c2; git commit -q -n -a -m old 2>/dev/null; printf 'policy: {since: v1}\n' > promptgit.yaml; git tag v1; commit c; p a b4 c2; commit x; promptgit check v1~2..HEAD >/dev/null`, lands, "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			said, err := inShell(t, dir, prelude+"( "+row.do+" )")
			if landed := err == nil; landed != row.lands {
				t.Fatalf("landed: %t, want %t\n%s", landed, row.lands, said)
			}
			ours := strings.Contains(said, "promptgit") || strings.Contains(said, "variables")
			if row.says == "" && ours || !strings.Contains(said, row.says) {
				t.Errorf("want %q said, got\n%s", row.says, said)
			}
			if n := strings.Count(said, "warning: "); n > 1 {
				t.Errorf("%d warnings:\n%s", n, said)
			}
			if row.gate == "" {
				return
			}
			said, err = inShell(t, filepath.Join(dir, "repo"), "promptgit check base..HEAD 2>&1")
			var exit *exec.ExitError
			if found := map[bool]string{true: "ok", false: "refused"}[err == nil]; found != row.gate || err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
				t.Errorf("the gate: %s, want %s\n%s", found, row.gate, said)
			}
		})
	}
}

// inShell runs a script with the real git and this program on PATH, and gives its
// standard error.
func inShell(t *testing.T, dir, script string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sh", "-c", script)
	cmd.Dir = dir
	environ := slices.DeleteFunc(os.Environ(), func(kv string) bool { return strings.HasPrefix(kv, "GIT_") })
	cmd.Env = append(environ,
		"HOME="+dir, "XDG_STATE_HOME="+dir, "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com",
		"GIT_AUTHOR_DATE=2026-01-02T03:04:05Z", "GIT_COMMITTER_DATE=2026-01-02T03:04:05Z", "LC_ALL=C",
		"PROMPTGIT=", "SKIP=", "PROMPTGIT_ALLOW=", "PROMPTGIT_VARIABLE=", noWait,
	)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	err := cmd.Run()
	return said.String() + out.String(), err
}
