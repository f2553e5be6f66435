package cmd

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/promptgit/promptgit/internal/ui"
)

// resultsOf is the list of results of a run in the document of --json. No text in
// it can hold what stands for none, since line breaks in texts are escaped.
func resultsOf() listForm {
	return listForm{
		start: "\n      \"results\": [\n        ", between: ",\n        ", end: "\n      ]",
		none: "\n      \"results\": []",
	}
}

// writeDocument writes the document of --json, result by result.
func (b *evalBatch) writeDocument(w io.Writer) error {
	var frame bytes.Buffer
	if err := ui.JSON(&frame, b.document()); err != nil {
		return err
	}
	list := resultsOf()
	parts := strings.Split(frame.String(), list.none)
	if len(parts) != len(b.items)+1 {
		return fmt.Errorf("the document of %d runs has %d lists of results", len(b.items), len(parts)-1)
	}
	out := bufio.NewWriterSize(w, 64<<10)
	for i, x := range b.items {
		if _, err := out.WriteString(parts[i]); err != nil {
			return err
		}
		if err := list.write(out, indented(b.results(x), "        ")); err != nil {
			return err
		}
	}
	if _, err := out.WriteString(parts[len(b.items)]); err != nil {
		return err
	}
	return out.Flush()
}

// results are those of an item, judged now or kept.
func (b *evalBatch) results(x *evalItem) entries {
	if x.run != nil {
		return x.results
	}
	return func(yield func([]byte) error) error {
		for _, r := range x.kept {
			if b.inline {
				r.compact()
			}
			entry, err := encodeResult(r)
			if err == nil {
				err = yield(entry)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// indented writes each entry over several lines, all but the first behind a
// prefix.
func indented(results entries, prefix string) entries {
	return func(yield func([]byte) error) error {
		var lines bytes.Buffer
		return results(func(entry []byte) error {
			lines.Reset()
			if err := json.Indent(&lines, entry, prefix, "  "); err != nil {
				return err
			}
			return yield(lines.Bytes())
		})
	}
}

// writeOutput writes the document of --output, for its owner alone: outputs can
// hold private data. It is whole or not there, but where only what is there can
// be written: a pipe, a mount, a folder that takes no new file.
func (b *evalBatch) writeOutput() error {
	path := b.w.app.path(b.o.output)
	info, err := os.Stat(path)
	if there := err == nil; there && !info.Mode().IsRegular() {
		err = b.overwriteOutput(path)
	} else {
		err = writeFile(path, b.w.app.Now(), b.writeDocument)
		if there && (errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EBUSY)) {
			err = b.overwriteOutput(path)
		}
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", strings.TrimPrefix(path, b.w.app.Dir+"/"), err)
	}
	return nil
}

func (b *evalBatch) overwriteOutput(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	return errors.Join(b.writeDocument(f), f.Close())
}
