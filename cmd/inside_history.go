package cmd

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/gitops"
)

// heldVersion is a version of a file, or of a prompt inside of it.
type heldVersion struct {
	gitops.Version
	content string   // equal for equal content, "" where it is deleted
	olds    []string // the content in each parent, "" where it has none
}

// blobsAtOnce bounds the files that are in memory at once while prompts are looked
// for in them.
const blobsAtOnce = 64

// throughFiles replaces the versions of files that hold prompts by those of these
// prompts, newest first as they are. A prompt inside of a file has a version where its
// own text changes. also are the other files in which each content stands, by lineage
// and content: a record may be kept at any of them.
func (w *workspace) throughFiles(ctx context.Context, versions []gitops.Version) (all []heldVersion, also map[[2]string][]gitops.OID, err error) {
	in, err := w.heldInBlobs(ctx, versions)
	if err != nil {
		return nil, nil, err
	}
	names := map[string]*heldNames{}
	also = map[[2]string][]gitops.OID{}
	for _, v := range versions {
		if !w.config.Holds(v.Path) {
			all = append(all, wholeVersion(v))
			continue
		}
		if names[v.Lineage] == nil {
			names[v.Lineage] = &heldNames{newest: map[string]string{}, used: map[string]bool{}}
		}
		made := names[v.Lineage].versions(v, in)
		for _, x := range made {
			if x.Path != v.Path && x.Blob != "" {
				key := [2]string{x.Lineage, x.content}
				also[key] = append(also[key], v.Blob)
			}
			if x.OldPath != "" || !slices.Contains(x.olds, x.content) {
				all = append(all, x)
			}
		}
	}
	return all, also, nil
}

func wholeVersion(v gitops.Version) heldVersion {
	x := heldVersion{Version: v, content: string(v.Blob)}
	for _, old := range v.Olds {
		x.olds = append(x.olds, string(old))
	}
	return x
}

// heldInBlobs finds the prompts in all versions of the files that may hold some.
func (w *workspace) heldInBlobs(ctx context.Context, versions []gitops.Version) (map[gitops.OID][]held, error) {
	files := map[gitops.OID]string{}
	var ids []gitops.OID
	for _, v := range versions {
		if !w.config.Holds(v.Path) {
			continue
		}
		for _, id := range append([]gitops.OID{v.Blob}, v.Olds...) {
			if _, known := files[id]; id != "" && !known {
				files[id], ids = v.Path, append(ids, id)
			}
		}
	}
	in := make(map[gitops.OID][]held, len(ids))
	texts := map[string]string{} // each once
	for some := range slices.Chunk(ids, blobsAtOnce) {
		blobs, err := w.repo.Blobs(ctx, some)
		if err != nil {
			return nil, err
		}
		lists := make([][]held, len(some))
		_ = parallel(len(some), func() func(int) error { // nothing fails
			return func(i int) error {
				lists[i] = heldIn(files[some[i]], blobs[some[i]])
				return nil
			}
		})
		for i, id := range some {
			for k, h := range lists[i] {
				if h.text = "\x00" + h.text; h.name == "" {
					h.text = string(id) // itself
				}
				if known, ok := texts[h.text]; ok {
					lists[i][k].text = known
				} else {
					texts[h.text], lists[i][k].text = h.text, h.text
				}
			}
			in[id] = lists[i]
		}
	}
	return in, nil
}

// heldNames follows the prompts of one file through their names.
type heldNames struct {
	newest map[string]string // by the name at the versions that come next
	used   map[string]bool   // newest names that are taken
}

// lineage is the newest name of a prompt that is called so.
func (n *heldNames) lineage(name string) string {
	newest, known := n.newest[name]
	for at := 1; !known; at++ {
		if newest = name; at > 1 {
			newest = fmt.Sprintf("%s~%d", name, at)
		}
		known = !n.used[newest]
	}
	n.newest[name], n.used[newest] = newest, true
	return newest
}

// versions are what a version of a file made of each prompt in it.
func (n *heldNames) versions(v gitops.Version, in map[gitops.OID][]held) []heldVersion {
	now := in[v.Blob]
	var olds [][]held
	for _, id := range v.Olds {
		olds = append(olds, in[id])
	}
	var made []heldVersion
	older := map[string]string{}
	for i, was := range oldOf(now, olds) {
		h := now[i]
		newest := n.lineage(h.name)
		x := heldVersion{Version: v, content: h.text}
		x.Path, x.OldPath, x.Lineage, x.Status = h.in(v.Path), "", held{name: newest}.in(v.Lineage), 'A'
		for _, old := range was {
			content := ""
			if old != nil {
				content, older[old.name], x.Status = old.text, newest, 'M'
				if name := old.in(cmp.Or(v.OldPath, v.Path)); name != x.Path && x.OldPath == "" {
					x.OldPath = name
				}
			}
			x.olds = append(x.olds, content)
		}
		made = append(made, x)
	}
	for i, was := range olds {
		for _, h := range heldNoMore(was, now) {
			if _, known := older[h.name]; known {
				continue
			}
			before := *n
			before.newest = older
			x := heldVersion{Version: v}
			x.Path, x.OldPath, x.Blob, x.Status, x.Lineage = h.in(v.Path), "", "", 'D', held{name: before.lineage(h.name)}.in(v.Lineage)
			x.olds = make([]string, len(olds))
			x.olds[i] = h.text
			made = append(made, x)
		}
	}
	for name, newest := range n.newest { // of prompts that only other branches have
		if _, known := older[name]; !known && !slices.ContainsFunc(now, func(h held) bool { return h.name == name }) {
			older[name] = newest
		}
	}
	n.newest = older
	return made
}
