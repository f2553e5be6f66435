package page

import "strings"

// Number counts samples from one, as people do.
func (a Answer) Number() int { return a.Sample + 1 }

// compared is one of two sides.
type compared struct {
	Title     string
	Iteration *Iteration
}

// sideOf is the version before, "a", or after, "b".
func sideOf(c *Compare, name string) compared {
	if name == "b" {
		return compared{"After", &c.B}
	}
	return compared{"Before", &c.A}
}

// Whole is the difference of the scores, as a metric has it.
func (c *Compare) Whole() Metric {
	return Metric{Delta: c.Delta, DeltaInterval: c.Interval, PValue: c.PValue, Verdict: c.Verdict}
}

// wholeBar draws the difference.
func wholeBar(c *Compare) *bar {
	return deltaBar(c.Delta, c.Interval, c.Verdict, reachOf(c.Whole()))
}

// samples are the answers of one side; the output of the first one may be shown as
// words already.
type samples struct {
	List  []Answer
	Shown bool
}

func restOf(list []Answer, words []Word) samples { return samples{list, len(words) > 0} }

// endOf words the end of a search.
func endOf(b *Bisect) sense {
	switch b.Verdict {
	case "found":
		return sense{"worse", "▼", "Found:"}
	case "no-regression":
		return sense{"better", "", "No regression confirmed"}
	case "undecided":
		return sense{"unknown", "?", "Undecided"}
	case "":
		return sense{"unknown", "", "Under way"}
	}
	return sense{"unknown", "", b.Verdict}
}

// Judge is what to type for the record that is missing.
func (d *Detail) Judge() string {
	return "promptgit eval " + short(d.Iteration.Rev) + " --prompt " + word(d.Iteration.Prompt)
}

// Commands are what to type next, with what each does.
func (d *Detail) Commands() []Pair {
	rev := short(d.Iteration.Rev)
	if rev == "" {
		return nil
	}
	path := word(d.Iteration.Prompt)
	list := []Pair{{"the same on a terminal", "promptgit show " + rev + " --prompt " + path}}
	if d.Previous != "" {
		list = append(list, Pair{"what changed, with outputs", "promptgit diff " + short(d.Previous) + " " + rev + " --prompt " + path})
	}
	if d.Iteration.Record == "" {
		return list
	}
	if d.Iteration.Verdict == "worse" {
		list = append(list, Pair{"which iteration broke it", "promptgit bisect --bad " + rev + " --prompt " + path})
	}
	if len(d.Iteration.Changes) > 1 {
		list = append(list, Pair{"which of the variables did it", "promptgit ablate " + rev + " --prompt " + path})
	}
	return append(list, Pair{"grade its outputs by hand", "promptgit grade " + rev + " --prompt " + path})
}

// word quotes a word for a shell where it needs that.
func word(text string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./@:+,=", r)
	}
	if text != "" && strings.IndexFunc(text, func(r rune) bool { return !plain(r) }) < 0 {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// progressText says how far a run is.
func progressText(r Running) string {
	text := plural(r.Done, "sample")
	if r.Total > 0 {
		text = count(r.Done) + " of " + plural(r.Total, "sample")
	}
	if r.Failed > 0 {
		text += ", " + count(r.Failed) + " failed"
	}
	if r.Errors > 0 {
		text += ", " + plural(r.Errors, "error")
	}
	if r.CostUSD != nil {
		text += ", " + usd(r.CostUSD)
	}
	return text
}
