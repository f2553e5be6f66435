package cmd

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/importer"
	"github.com/promptgit/promptgit/internal/ui"
)

// importTrailer names where a commit came from, "SOURCE NAME@VERSION", so that
// another import knows it again.
const importTrailer = "Promptgit-Import"

// identity is the value of the trailer of a version.
func (j *importJob) identity(p *importer.Prompt, v *importer.Version) string {
	return j.source.Name + " " + ui.Line(p.Name) + "@" + ui.Line(v.ID)
}

// planVersions finds the versions that are new. It gives what is in the way.
func (j *importJob) planVersions(ctx context.Context) (trouble []string, err error) {
	var paths []string
	for i := range j.got.Prompts {
		if p := &j.got.Prompts[i]; len(p.Versions) > 0 && p.Versions[0].ID != "" {
			paths = append(paths, p.Path)
		}
	}
	if len(paths) == 0 {
		return nil, nil
	}
	before, at, err := j.before(ctx, paths)
	if err != nil {
		return nil, err
	}
	for i := range j.got.Prompts {
		p := &j.got.Prompts[i]
		if !slices.Contains(paths, p.Path) {
			continue
		}
		fresh, refused := j.fresh(p, before, at[p.Path])
		if refused != "" {
			trouble = append(trouble, refused)
			continue
		}
		for k := range p.Versions {
			v := &p.Versions[k]
			c := importCommit{prompt: p, version: v}
			commit := before[p.Path+"\x00"+j.identity(p, v)]
			if k >= fresh {
				j.commits = append(j.commits, c)
			} else {
				j.known++
			}
			for _, label := range v.Labels {
				j.labels = append(j.labels, importLabel{prompt: p.Path, label: label, version: v.ID, commit: commit})
			}
		}
		if fresh == len(p.Versions) {
			continue
		}
		last := p.Versions[len(p.Versions)-1].Src
		end := importEnd{path: p.Path, was: at[p.Path].ID, now: j.repo.HashBlob(last), src: last}
		if refused = j.inTheWay(ctx, end); refused != "" {
			trouble = append(trouble, refused)
		}
		j.ends = append(j.ends, end)
	}
	if len(j.commits) > 0 && len(trouble) == 0 {
		err = j.ready(ctx)
	}
	j.commits = inOrder(j.commits)
	return trouble, err
}

// before finds the commits of earlier imports by path and trailer, and the files
// as they are at HEAD.
func (j *importJob) before(ctx context.Context, paths []string) (map[string]gitops.OID, map[string]gitops.File, error) {
	known, at := map[string]gitops.OID{}, map[string]gitops.File{}
	if j.head == "" {
		return known, at, nil
	}
	var globs []string
	for _, p := range paths {
		globs = append(globs, gitops.QuoteGlob(p))
	}
	files, err := j.repo.At(j.head).Files(ctx, globs)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range files {
		at[f.Path] = f
	}
	list, err := j.repo.Mentioning(ctx, j.head, importTrailer+": "+j.source.Name+" ")
	if err != nil {
		return nil, nil, err
	}
	commits := map[string][]gitops.OID{}
	for _, c := range list {
		if from := trailer(c.Message, importTrailer); from != "" {
			commits[from] = append(commits[from], c.ID)
		}
	}
	for i := range j.got.Prompts {
		p := &j.got.Prompts[i]
		for k := range p.Versions {
			id := j.identity(p, &p.Versions[k])
			for _, commit := range commits[id] { // it may have been imported into several folders
				files, err := j.repo.At(commit).Files(ctx, []string{gitops.QuoteGlob(p.Path)})
				if err != nil {
					return nil, nil, err
				}
				if len(files) == 1 && known[p.Path+"\x00"+id] == "" {
					known[p.Path+"\x00"+id] = commit
					j.imported[commit] = files[0].ID
				}
			}
		}
	}
	return known, at, nil
}

// fresh gives the number of the first version of a prompt that is new, or says why
// none can be added. Where no commit says that it was imported, as after a squash,
// the file itself tells up to which version it was.
func (j *importJob) fresh(p *importer.Prompt, before map[string]gitops.OID, at gitops.File) (first int, refused string) {
	last, alike := -1, -1
	for k := range p.Versions {
		v := &p.Versions[k]
		if commit := before[p.Path+"\x00"+j.identity(p, v)]; commit != "" {
			last = k
		}
		if at.ID != "" && j.repo.HashBlob(v.Src) == at.ID {
			alike = k
		}
	}
	unchanged := at.ID == ""
	switch {
	case last < 0:
		last, unchanged = alike, alike >= 0 || unchanged
	case at.ID != "":
		v := &p.Versions[last]
		unchanged = j.repo.HashBlob(v.Src) == at.ID || j.imported[before[p.Path+"\x00"+j.identity(p, v)]] == at.ID
	}
	switch {
	case last == len(p.Versions)-1:
	case last < 0 && at.ID != "":
		return 0, p.Path + " is there already, with other content than any version of " + ui.Line(p.Name)
	case last >= 0 && at.ID == "":
		return 0, fmt.Sprintf("%s was imported to version %s, and is gone or renamed since", p.Path, ui.Line(p.Versions[last].ID))
	case !unchanged:
		return 0, fmt.Sprintf("%s was changed since version %s was imported, so version %s would overwrite that",
			p.Path, ui.Line(p.Versions[last].ID), ui.Line(p.Versions[last+1].ID))
	}
	return last + 1, ""
}

// inTheWay says what of the user's stands in the place of a file.
func (j *importJob) inTheWay(ctx context.Context, end importEnd) string {
	have, err := j.worktreeFile(ctx, end.path)
	if err != nil {
		return err.Error()
	}
	switch id := j.repo.HashBlob(have); {
	case have == nil && end.was != "":
		return end.path + " was deleted in the working tree, and not in a commit"
	case have != nil && id != end.was && id != end.now:
		return end.path + " is changed in the working tree, and not committed"
	}
	return ""
}

// inOrder merges the versions of all prompts by time; those of one prompt keep
// their order, whatever their times say.
func inOrder(commits []importCommit) []importCommit {
	when := make(map[*importer.Version]time.Time, len(commits))
	var last time.Time
	for i, c := range commits {
		if i == 0 || commits[i-1].prompt != c.prompt {
			last = time.Time{}
		}
		if c.version.Time.After(last) {
			last = c.version.Time
		}
		when[c.version] = last
	}
	slices.SortStableFunc(commits, func(a, b importCommit) int { return when[a.version].Compare(when[b.version]) })
	return commits
}
