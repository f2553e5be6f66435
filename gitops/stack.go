package gitops

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Stack makes commits on top of one another, the first on base, or with no parent
// where base is "". Their authors are those of the commits, and the user where one
// has no name, at the time of now where one has none; their committer is the user, who signs them where commit.gpgSign says so. No ref is moved, no hook runs,
// and neither index nor working tree is looked at. It is ErrNoIdentity where Git does
// not know who the user is.
func (r *Repo) Stack(ctx context.Context, base OID, commits []NewCommit) ([]OID, error) {
	who, err := r.committer(ctx)
	if err != nil {
		return nil, fmt.Errorf("make commits: %w", err)
	}
	if who.Name == fallbackName && who.Email == fallbackEmail {
		return nil, ErrNoIdentity
	}
	line, err := r.line(ctx, "var", "GIT_AUTHOR_IDENT")
	if err != nil {
		return nil, fmt.Errorf("make commits: %w", err)
	}
	commits = slices.Clone(commits)
	name, email, when := parseSignature(line)
	for i := range commits {
		a := &commits[i].Author
		if a.Name == "" && a.Email == "" {
			a.Name, a.Email = name, email
		}
		if a.When.IsZero() {
			a.When = when
		}
	}
	root := &growingTree{repo: r}
	if base != "" {
		if root.id, err = r.TreeOf(ctx, base); err != nil {
			return nil, err
		}
	}
	signs, _, err := r.Config(ctx, "commit.gpgSign")
	if err != nil {
		return nil, err
	}
	var objects []Object
	trees := make([]OID, len(commits))
	for i, c := range commits {
		for _, path := range slices.Sorted(maps.Keys(c.Files)) {
			blob := Object{Kind: KindBlob, Content: c.Files[path]}
			objects = append(objects, blob)
			if err = root.set(ctx, strings.Split(path, "/"), r.Hash(blob.Kind, blob.Content)); err != nil {
				return nil, fmt.Errorf("put %s into a commit: %w", path, err)
			}
		}
		trees[i], objects = root.write(objects)
	}
	ids := make([]OID, len(commits))
	if isTrue(signs) {
		if _, err = r.WriteObjects(ctx, objects); err != nil {
			return nil, err
		}
		return ids, r.stackSigned(ctx, base, commits, trees, ids)
	}
	parent := base
	for i, c := range commits {
		data := CommitData{Tree: trees[i], Author: c.Author, Committer: &who, Message: c.Message}
		if parent != "" {
			data.Parents = []OID{parent}
		}
		object := Object{Kind: KindCommit, Content: EncodeCommit(data)}
		objects = append(objects, object)
		ids[i] = r.Hash(object.Kind, object.Content)
		parent = ids[i]
	}
	_, err = r.WriteObjects(ctx, objects)
	return ids, err
}

// stackSigned lets Git make the commits, which alone can sign.
func (r *Repo) stackSigned(ctx context.Context, parent OID, commits []NewCommit, trees, ids []OID) error {
	for i, c := range commits {
		own := *r.runner
		own.env = setEnv(own.env, "GIT_AUTHOR_NAME", clean(c.Author.Name), "GIT_AUTHOR_EMAIL", clean(c.Author.Email),
			"GIT_AUTHOR_DATE", strconv.FormatInt(max(0, c.Author.When.Unix()), 10)+" "+c.Author.When.Format("-0700"))
		args := []string{"commit-tree", "-S", "-F", "-"}
		if parent != "" {
			args = append(args, "-p", string(parent))
		}
		out, err := own.run(ctx, strings.NewReader(c.Message), append(args, string(trees[i]))...)
		if err != nil {
			return fmt.Errorf("make a signed commit: %w", err)
		}
		ids[i] = OID(strings.TrimSpace(string(out)))
		parent = ids[i]
	}
	return nil
}

// growingTree is a tree of which only the folders are read that something is put
// into.
type growingTree struct {
	repo    *Repo
	id      OID // as it is written, "" where it is new
	entries map[string]TreeEntry
	folders map[string]*growingTree // that were read
	changed bool
}

func (t *growingTree) load(ctx context.Context) error {
	if t.entries != nil {
		return nil
	}
	t.entries, t.folders = map[string]TreeEntry{}, map[string]*growingTree{}
	if t.id == "" {
		return nil
	}
	list, err := t.repo.Tree(ctx, t.id)
	for _, e := range list {
		t.entries[e.Name] = e
	}
	return err
}

// set puts a file at a path. What stands there and is no file, or no folder on the
// way, is a *NotFileError.
func (t *growingTree) set(ctx context.Context, parts []string, blob OID) error {
	if err := t.load(ctx); err != nil {
		return err
	}
	name := parts[0]
	have, there := t.entries[name]
	t.changed = true
	if len(parts) == 1 {
		if there && !have.Mode.IsFile() {
			return &NotFileError{Path: name, What: have.Mode.what()}
		}
		mode := ModeFile
		if there {
			mode = have.Mode
		}
		t.entries[name] = TreeEntry{Name: name, Mode: mode, ID: blob}
		return nil
	}
	if there && have.Mode != ModeTree {
		return &NotFileError{Path: name, What: have.Mode.what() + " and no folder"}
	}
	if t.folders[name] == nil {
		t.folders[name] = &growingTree{repo: t.repo, id: have.ID}
	}
	return t.folders[name].set(ctx, parts[1:], blob)
}

// write adds the objects of what changed, and gives the id of the tree.
func (t *growingTree) write(objects []Object) (OID, []Object) {
	if !t.changed && t.id != "" {
		return t.id, objects
	}
	for name, f := range t.folders {
		var id OID
		id, objects = f.write(objects)
		t.entries[name] = TreeEntry{Name: name, Mode: ModeTree, ID: id}
	}
	list := slices.Collect(maps.Values(t.entries))
	object := Object{Kind: KindTree, Content: EncodeTree(list)}
	t.id, t.changed = t.repo.Hash(object.Kind, object.Content), false
	return t.id, append(objects, object)
}
