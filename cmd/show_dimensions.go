package cmd

import (
	"context"
	"fmt"

	"github.com/promptgit/promptgit/gitops"
)

// linkPrevious finds for the prompts of a revision the iterations before them,
// so that their records can be compared.
func (w *workspace) linkPrevious(ctx context.Context, head gitops.OID, list []*iteration) error {
	if len(list) == 0 {
		return nil
	}
	var paths, globs []string
	for _, it := range list {
		paths, globs = append(paths, it.path), append(globs, gitops.QuoteGlob(it.path))
	}
	history, err := w.historyOf(ctx, head, globs, func([]string) []string { return paths })
	if err != nil {
		return err
	}
	for _, it := range list {
		for _, h := range history { // newest first: the first with this content is the version that stands
			if h.path == it.path && h.key == it.key {
				it.prev = h.prev
				break
			}
		}
	}
	return nil
}

// withPrevious adds the iterations before those of a list.
func withPrevious(list []*iteration) []*iteration {
	var all []*iteration
	for _, it := range list {
		for p := it; p != nil; p = p.prev {
			all = append(all, p)
		}
	}
	return all
}

// printShownDimensions shows the metrics, what kinds of failures there are, and
// what people said.
func (w *workspace) printShownDimensions(x shownJSON) error {
	out := w.app.Out
	if len(x.Dimensions) > 0 {
		if err := writeDimensions(w.app.Streams, x.Dimensions, x.compared); err != nil {
			return err
		}
	}
	if types := failuresText(x.Failures); types != "" {
		fmt.Fprintf(out, "types of failure, in cases: %s\n", types)
	}
	if x.Human != nil {
		fmt.Fprintln(out, x.Human.text())
	}
	if w.app.OutTTY && len(x.Dimensions) > 0 {
		fmt.Fprintln(out)
	}
	return nil
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}
