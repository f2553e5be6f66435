package gitops

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// bulkFrom is the number of objects from which on a child of its own that
// answers all questions at once is faster than asking one by one.
const bulkFrom = 16

// readMany reads the contents of objects of any kind. Those that are missing
// or damaged are left out: the caller knows what that means.
func (r *Repo) readMany(ctx context.Context, ids []OID) (map[OID][]byte, error) {
	found := make(map[OID][]byte, len(ids))
	if len(ids) >= bulkFrom {
		err := r.readBulk(ctx, ids, "", found)
		if ctx.Err() != nil {
			return nil, err
		}
		// A damaged object ends the child early. What it gave is good; the rest
		// is asked for one by one.
		if err == nil && len(found) == len(ids) {
			return found, nil
		}
	}
	for _, id := range ids {
		if _, ok := found[id]; ok {
			continue
		}
		obj, err := r.objects.readThroughGit(ctx, id)
		var missing *MissingObjectError
		var corrupt *CorruptObjectError
		switch {
		case err == nil:
			found[id] = obj.content
		case !errors.As(err, &missing) && !errors.As(err, &corrupt):
			return nil, err
		}
	}
	return found, nil
}

// readBulk adds the objects of a kind, "" for any, that a child of its own gives
// before it fails.
func (r *Repo) readBulk(ctx context.Context, ids []OID, kind Kind, found map[OID][]byte) error {
	var ask strings.Builder
	for _, id := range ids {
		ask.WriteString(string(id) + "\n")
	}
	err := r.stream(ctx, strings.NewReader(ask.String()), func(out io.Reader) error {
		return r.parseBatch(bufio.NewReaderSize(out, 256<<10), kind, found)
	}, "cat-file", "--batch", "--buffer")
	return cmp.Or(context.Cause(ctx), err) // a child that was ended tells nothing
}

// parseBatch adds the objects of a cat-file answer whose content belongs to
// their id: "<id> <kind> <size>", a newline, the content, a newline; or
// "<id> missing". It reads while git goes on.
func (r *Repo) parseBatch(out *bufio.Reader, kind Kind, found map[OID][]byte) error {
	for {
		line, err := out.ReadString('\n')
		if errors.Is(err, io.EOF) && line == "" {
			return nil
		}
		if err != nil {
			return err
		}
		fields := strings.Fields(line)
		if len(fields) != 3 {
			continue
		}
		size, err := strconv.ParseInt(fields[2], 10, 64)
		if err != nil || size < 0 {
			return fmt.Errorf("unexpected answer %q", line)
		}
		content, err := readSized(out, size)
		if err != nil {
			return err
		}
		id := OID(fields[0])
		if (kind == "" || kind == Kind(fields[1])) && r.Hash(Kind(fields[1]), content) == id {
			found[id] = content
		}
	}
}

// readSized reads a content and the newline behind it. The size of a damaged object
// can be anything: room is made for what comes.
func readSized(in *bufio.Reader, size int64) ([]byte, error) {
	if size < 1<<20 {
		content := make([]byte, size+1)
		_, err := io.ReadFull(in, content)
		return content[:size:size], err
	}
	var content bytes.Buffer
	if _, err := io.CopyN(&content, in, size); err != nil {
		return nil, err
	}
	_, err := in.ReadByte()
	return content.Bytes(), err
}

// kinds says which of the objects exist, and of what kind they are.
func (r *Repo) kinds(ctx context.Context, ids []OID) (map[OID]Kind, error) {
	kinds := make(map[OID]Kind, len(ids))
	if len(ids) == 0 {
		return kinds, nil
	}
	var ask strings.Builder
	for _, id := range ids {
		ask.WriteString(string(id) + "\n")
	}
	out, err := r.run(ctx, strings.NewReader(ask.String()), "cat-file", "--batch-check", "--buffer")
	if err != nil {
		return nil, err
	}
	for line := range strings.Lines(string(out)) {
		if fields := strings.Fields(line); len(fields) == 3 {
			kinds[OID(fields[0])] = Kind(fields[1])
		}
	}
	return kinds, nil
}

// cached is a load that asks once for each object that is there.
func cached(load loadFunc) loadFunc {
	known := make(map[OID][]byte)
	return func(ctx context.Context, ids []OID) (map[OID][]byte, error) {
		ask := slices.DeleteFunc(slices.Clone(ids), func(id OID) bool { _, ok := known[id]; return ok })
		fresh, err := load(ctx, ask)
		if err != nil {
			return nil, err
		}
		maps.Copy(known, fresh)
		found := make(map[OID][]byte, len(ids))
		for _, id := range ids {
			if content, ok := known[id]; ok {
				found[id] = content
			}
		}
		return found, nil
	}
}

// objectPack collects objects to write, each once.
type objectPack struct {
	repo    *Repo
	objects []Object // not yet written
	seen    map[OID]bool
}

func newObjectPack(r *Repo) *objectPack { return &objectPack{repo: r, seen: make(map[OID]bool)} }

func (p *objectPack) add(kind Kind, content []byte) OID {
	id := p.repo.Hash(kind, content)
	if !p.seen[id] {
		p.seen[id] = true
		p.objects = append(p.objects, Object{Kind: kind, Content: content})
	}
	return id
}

// write stores what was added since the last time.
func (p *objectPack) write(ctx context.Context) error {
	_, err := p.repo.WriteObjects(ctx, p.objects)
	if err == nil {
		p.objects = nil
	}
	return err
}
