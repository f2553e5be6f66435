package cmd

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/prompt"
)

// recordedVersions are the versions of prompts that records tell of, also those that
// no commit has any more, as after a squash. A record only claims; what counts is
// made again of the objects that are kept with the notes, and its key compared.
type recordedVersions struct {
	repo     *gitops.Repo
	role     func(path string) string
	byKey    map[string][]recordedVersion
	made     map[string]*prompt.Prompt // by prompt_key, nil for one that cannot be made again
	problems map[string]string         // by prompt_key: why it cannot
}

// recordedVersion is a version that a record tells of.
type recordedVersion struct {
	blob   gitops.OID
	record eval.Record
}

// readRecordedVersions reads all notes of a repository: it is for what is rare.
func readRecordedVersions(ctx context.Context, repo *gitops.Repo, role func(path string) string) (*recordedVersions, error) {
	notes, err := repo.Notes(gitops.ResultsRef).All(ctx)
	if err != nil {
		return nil, err
	}
	j := &recordedVersions{repo: repo, role: role, byKey: map[string][]recordedVersion{}, made: map[string]*prompt.Prompt{}, problems: map[string]string{}}
	blobs := slices.Sorted(maps.Keys(notes))
	read := make([]readNote, len(blobs))
	_ = parallel(len(blobs), func() func(int) error { // nothing fails
		var reader eval.RecordReader
		return func(i int) error {
			read[i] = newReadNote(&reader, notes[blobs[i]])
			return nil
		}
	})
	for i, blob := range blobs {
		for _, r := range read[i].records {
			j.byKey[r.PromptKey] = append(j.byKey[r.PromptKey], recordedVersion{blob, r})
		}
	}
	return j, nil
}

// before are the keys of the versions that records name as the ones before a
// version, each once. There are several where it was judged again after history
// was rewritten.
func (j *recordedVersions) before(key string) []string {
	var keys []string
	for _, v := range j.byKey[key] {
		if p := v.record.Previous; p != "" && p != key && !slices.Contains(keys, p) {
			keys = append(keys, p)
		}
	}
	slices.Sort(keys)
	return keys
}

// prompt makes a version again of what is kept; nil where that cannot be, or where
// it is no longer what was judged, since the key differs.
func (j *recordedVersions) prompt(ctx context.Context, key string) (*prompt.Prompt, error) {
	if p, known := j.made[key]; known {
		return p, nil
	}
	j.made[key] = nil
	j.problems[key] = "no record of it is here"
	for _, v := range j.byKey[key] {
		p, err := j.make(ctx, v)
		var missing *gitops.MissingObjectError
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case errors.Is(err, errNotKept):
			j.problems[key] = "its record, of an older promptgit, does not name the files that it includes"
		case errors.As(err, &missing):
			j.problems[key] = "its text is not in this clone"
		case err != nil: // a record can name anything
			j.problems[key] = "what is kept of it can no longer be read as a prompt"
		case p.Key() != key:
			j.problems[key] = "it is not as it was judged: the configuration gives it another role, or an included file is not kept"
		default:
			j.made[key] = p
			return p, nil
		}
	}
	return nil, nil //nolint:nilnil // problems says why
}

// errNotKept says that a record names no blob of a file that its prompt includes.
var errNotKept = errors.New("the file is not kept")

func (j *recordedVersions) make(ctx context.Context, v recordedVersion) (*prompt.Prompt, error) {
	src, err := j.repo.Blob(ctx, v.blob)
	if err != nil {
		return nil, err
	}
	var lacks error
	p, err := prompt.Parse(v.record.Path, src, prompt.Options{Role: j.role(v.record.Path), Read: func(name string) ([]byte, error) {
		id, ok := gitops.ParseOID(v.record.Includes[name])
		switch {
		case ok:
			part, failed := j.repo.Blob(ctx, id)
			lacks = errors.Join(lacks, failed)
			return part, failed
		case len(v.record.Includes) == 0:
			lacks = errNotKept
		}
		return nil, &fs.PathError{Op: "read kept", Path: name, Err: fs.ErrNotExist}
	}})
	if err != nil && lacks != nil {
		err = lacks
	}
	return p, err
}

// version gives the note in which a version that was made again stands: the one
// that a commit of the path asked for would have, where there is one.
func (j *recordedVersions) version(key, path string) (recordedVersion, bool) {
	list := j.byKey[key]
	if i := slices.IndexFunc(list, func(v recordedVersion) bool { return v.record.Path == path }); i >= 0 {
		return list[i], true
	}
	if len(list) == 0 {
		return recordedVersion{}, false
	}
	return list[0], true
}

// nameOfVersion is a prompt_key for people.
func nameOfVersion(key string) string {
	const shown = len("sha256:") + 10
	return "version " + key[:min(len(key), shown)]
}
