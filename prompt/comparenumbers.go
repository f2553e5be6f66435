package prompt

import (
	"slices"

	"github.com/promptgit/promptgit/internal/memo"
)

// compareNumbers counts headings of which only the number changed. It follows
// from a section that came or went before them, and is no change of theirs;
// alone it is one, of the order.
func (c *comparison) compareNumbers() {
	var renumbered []pair
	for i := range c.pairs {
		p := &c.pairs[i]
		if p.old == nil || p.new == nil || p.done || p.old.Kind != KindSection || p.new.Kind != KindSection ||
			p.old.Norm != p.new.Norm || p.old.Role != p.new.Role || p.old.Name == p.new.Name {
			continue
		}
		if was, now := unnumbered(p.old.Name), unnumbered(p.new.Name); was == now && was != "" {
			p.done = true
			renumbered = append(renumbered, *p)
		}
	}
	came := slices.ContainsFunc(c.pairs, func(p pair) bool {
		return p.old == nil && p.new.Kind == KindSection || p.new == nil && p.old.Kind == KindSection
	})
	if len(renumbered) > 0 && !came && !slices.ContainsFunc(c.changes, func(x Change) bool { return x.ID == "order" }) {
		c.order(renumbered, renumbered, renumbered[0].new.Line)
	}
}

// unnumbered is a heading without the number that it begins with, "" where it
// has none: "3.1 Verify", "4) Verify", "Step 2: Verify".
func unnumbered(name string) string {
	if m := numberedHeading().FindStringSubmatch(name); m != nil {
		return m[1] + m[2]
	}
	return ""
}

var numberedHeading = memo.Regexp(`(?i)^((?:step|phase|part|section|chapter|stage|rule)?)\s*\(?\d+(?:\.\d+)*(?:[.):]|\s|$)[\s\-–—:.)]*(.*)$`)
