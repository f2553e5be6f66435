package cmd

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/drift"
	"github.com/promptgit/promptgit/internal/ui"
)

// lines say what the looks at one prompt come to, what it rests on, and what to
// do.
func (d *drifting) lines(x *watched) []string {
	var list []string
	if x.unjudged != nil {
		list = append(list, ui.Paint(ui.Warn, fmt.Sprintf("not judged: %d of %d cases, so this was no look", x.unjudgedCases(), len(x.unjudged.Cases))))
	}
	first, look := x.first(), x.look()
	if first == nil {
		return append(list, "there is no baseline yet: promptgit drift makes one")
	}
	if x.watch.Tested() > 0 {
		list = append(list, d.verdictLine(x))
	}
	day, _, _ := strings.Cut(first.Time, "T")
	if look.N > 0 {
		list = append(list, fmt.Sprintf("baseline %.3f since %s, now %.3f over %s: %+.1f points [%+.1f, %+.1f]",
			look.Baseline, day, look.Now, casesText(look.N), 100*look.Delta(), 100*look.Interval[0], 100*look.Interval[1]))
	} else {
		mean, _, _ := x.watch.Baseline()
		list = append(list, fmt.Sprintf("baseline %.3f over %s since %s", mean, casesText(look.Measuring), day))
	}
	drifted := x.verdict() == drift.Drifted
	if look.Worse && !drifted {
		list = append(list, ui.Paint(ui.Warn, "this look seems worse than the baseline, so it is left out of it: promptgit drift again tells luck from a drop"))
	}
	if u, uneven := x.watch.Uneven(); uneven {
		list = append(list, ui.Paint(ui.Warn, fmt.Sprintf(
			"the first look scored %.3f and those measured after it %.3f (p = %.4f): the model may have dropped already; promptgit drift --rebase measures it as it is now",
			u.First, u.After, u.P)))
	}
	if failed := x.newlyFailed(); len(failed) > 0 {
		list = append(list, "failing that passed at the baseline: "+ui.Line(someOf(failed, 5)))
	}
	if before, now, changed := x.changedModel(); changed {
		list = append(list, ui.Paint(ui.Warn, fmt.Sprintf("the model calls itself %s and was %s at the baseline: the likeliest cause of a change", ui.Line(now), ui.Line(before))))
	}
	if x.changedSuite() {
		list = append(list, fmt.Sprintf("the suite has changed since the baseline: %s compared, %d in a baseline of their own", casesText(look.N), look.New()))
	}
	if look.N > 0 {
		list = append(list, fmt.Sprintf("a drop of %s over %s takes about %s to notice", d.noticed(look), casesText(look.N), looksText(int(math.Ceil(look.Expected(d.o.rule()))))))
	}
	if drifted {
		return list
	}
	return append(list, d.missingLines(x)...)
}

// verdictLine words the verdict, with W beside what it must reach.
func (d *drifting) verdictLine(x *watched) string {
	w := "W is beyond all numbers"
	if value, ok := x.watch.W(); ok {
		w = "W = " + grouped(value)
	}
	text := fmt.Sprintf("%s of %s after %s", w, grouped(d.o.threshold), looksText(x.watch.Tested()))
	switch x.verdict() {
	case drift.Drifted:
		return ui.Paint(ui.Bad, "drift: "+text+", confirmed by a second look")
	case drift.Alarm:
		return ui.Paint(ui.Warn, "alarm: "+text+", not confirmed yet: the next look does, or lifts it")
	case drift.Measuring:
		return "no alarm: " + text
	default:
		if n := len(x.looks); n > 1 && x.looks[n-2].N > 0 && x.looks[n-2].LogW >= math.Log(d.o.threshold) {
			text += "; an alarm was not confirmed"
		}
		return ui.Paint(ui.Good, "no drift: "+text)
	}
}

// missingLines say what it takes until all cases are compared.
func (d *drifting) missingLines(x *watched) []string {
	n, ok := x.watch.Missing()
	mean, samples, _ := x.watch.Baseline()
	switch {
	case x.verdict() == drift.TooLow:
		return []string{ui.Paint(ui.Warn, fmt.Sprintf("a score of %.3f cannot drop by %s: give a smaller --drop, or --relative", mean, d.dropText()))}
	case !ok || n == 0:
		return nil
	}
	sooner := "" // what can be told before
	if look := x.look(); look.Wider && look.N > 0 {
		sooner = ", until then only one of some " + d.noticed(look)
	}
	return []string{fmt.Sprintf(
		"measuring the baseline: it is worth %.0f samples, and in about %s a drop of %s can be told from luck%s; promptgit drift again, now or next time, adds a look, and so does a larger suite",
		samples, moreLooks(n), d.dropText(), sooner)}
}

// noticed is the drop that a look is tested for.
func (d *drifting) noticed(look drift.Look) string {
	if look.Wider {
		return fmt.Sprintf("%.0f points", 100*(look.Baseline-look.Target))
	}
	return d.dropText()
}

func (d *drifting) dropText() string {
	amount := strconv.FormatFloat(d.o.drop, 'g', -1, 64)
	if d.o.relative {
		return amount + " % of the baseline"
	}
	return amount + " points"
}

// unjudgedCases counts the cases that left the look of this run incomplete.
func (x *watched) unjudgedCases() int {
	n := 0
	for _, c := range x.unjudged.Cases {
		if !c.NA && !c.Judged() {
			n++
		}
	}
	return n
}

func casesText(n int) string { return counted(n, "case", "cases") }
func looksText(n int) string { return counted(n, "look", "looks") }
func moreLooks(n int) string { return counted(n, "more look", "more looks") }

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// grouped shows a number above 0 for people: 0.02, 3.1, 240, 1,000, 2.4e+09.
func grouped(x float64) string {
	switch {
	case x >= 1e7:
		return strconv.FormatFloat(x, 'g', 2, 64)
	case x < 1:
		return strconv.FormatFloat(x, 'g', 2, 64)
	case x < 100:
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	text := strconv.FormatFloat(x, 'f', 0, 64)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
