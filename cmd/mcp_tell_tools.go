package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

func tellList(doc seen) string {
	return told(doc.list("prompts"), "no prompts: promptgit.yaml says where they lie", func(p seen) string {
		text := p.text("prompt") + ": " + scored(p)
		switch {
		case p.text("problem") != "":
			text += "; it cannot be read: " + p.text("problem")
		case len(p.texts("suites")) == 0:
			text += "; no suite judges it"
		}
		if p.yes("changed") {
			text += "; the file differs from the newest iteration"
		}
		return text
	})
}

func tellLog(doc seen) string {
	return told(doc.list("entries"), "no iterations", func(e seen) string {
		return shortRev(e.text("rev")) + " " + e.text("prompt") + " (" + strings.Join(e.texts("changes"), ", ") + "): " +
			scored(e) + judgedBy(e) + "; " + e.text("subject")
	})
}

func tellShow(doc seen) string {
	return told(doc.list("records"), "no record", func(r seen) string {
		of, _ := r.Get("record")
		record, _ := of.(*value.Object)
		own := seen{record}
		text := shortRev(r.text("rev")) + " " + r.text("prompt") + ": " + scored(own) + fmt.Sprintf(", %d pass, %d fail", own.count("pass"), own.count("fail"))
		if own.yes("simulated") {
			text += " (simulated)"
		}
		if !r.yes("outputs") {
			text += "; this clone has no outputs of it: eval with max_calls 0 gets them from the cache, or a fresh eval asks again"
		}
		return text
	})
}

func tellDiff(doc seen) string {
	return told(doc.list("prompts"), "no prompt differs", func(p seen) string {
		var ids []string
		for _, c := range p.list("changes") {
			ids = append(ids, c.text("id")+" "+c.text("change"))
		}
		text := p.text("path") + " (" + strings.Join(ids, ", ") + ")"
		if p.text("verdict") == "" {
			return text + ": the scores cannot be compared: eval both revisions first"
		}
		return text + judgedBy(p) + fmt.Sprintf(", %d cases compared, %d broken, %d fixed", p.count("common"), len(p.list("broken")), len(p.list("fixed")))
	})
}

func tellCheck(doc seen) string {
	verdict := "the policy allows it"
	if !doc.yes("ok") {
		verdict = fmt.Sprintf("refused: at most %d variable a commit; split_plan shows how it comes apart", doc.count("max"))
	}
	return joined(verdict, told(doc.list("commits"), "no commits", func(c seen) string {
		var ids []string
		for _, p := range c.list("prompts") {
			for _, ch := range p.list("changes") {
				ids = append(ids, p.text("path")+" "+ch.text("id"))
			}
		}
		text := fmt.Sprintf("%s: %d (%s)", shortRev(c.text("rev")), c.count("count"), strings.Join(ids[:min(len(ids), mostTold)], ", "))
		if c.text("exempt") != "" {
			text += ", exempt: " + c.text("exempt")
		}
		return text
	}))
}

func tellSplit(doc seen) string {
	return told(doc.list("commits"), "nothing to split: one variable or none changed", func(c seen) string {
		return c.text("variable") + " (" + strings.Join(c.texts("paths"), ", ") + "): " + c.text("subject")
	})
}

func tellRender(doc seen) string {
	return fmt.Sprintf("%s for %s", plural(len(doc.list("messages")), "message"), dash(doc.text("model")))
}

func tellEval(doc seen) string {
	return told(doc.list("runs"), "nothing was judged", func(r seen) string {
		text := shortRev(r.text("rev")) + " " + r.text("prompt") + " under " + r.text("suite") + ": " + scored(r)
		if n := r.count("errors"); n > 0 {
			text += fmt.Sprintf(", %d could not be judged", n)
		}
		if r.yes("reused") {
			text += ", from its record"
		}
		if v, _ := r.Get("comparison"); v != nil {
			if c, ok := v.(*value.Object); ok {
				text += judgedBy(seen{c}) + " against the iteration before"
			}
		}
		return text
	})
}

// trimResults leaves the results that were asked for.
func trimResults(doc *value.Object, in agentInput) {
	for _, r := range (seen{doc}).list("runs") {
		v, _ := r.Get("results")
		list, _ := v.([]any)
		r.Set("results", slices.DeleteFunc(list, func(x any) bool {
			one, ok := x.(*value.Object)
			return in.Show == "none" || in.Show == "failed" && ok && (seen{one}).yes("pass")
		}))
	}
}

func tellBisect(doc seen) string {
	text := doc.text("prompt") + ": " + doc.text("verdict")
	if rev := doc.text("culprit"); rev != "" {
		text += " " + shortRev(rev)
		if p := doc.number("posterior"); p != nil {
			text += fmt.Sprintf(" with probability %.2f", *p)
		}
		text += " (" + strings.Join(doc.texts("changes"), ", ") + ")"
	}
	return joined(text, strings.Join(doc.texts("settles"), "\n"))
}

func tellAdvise(doc seen) string {
	return told(doc.list("prompts"), "no prompts", func(p seen) string {
		text := p.text("prompt") + ": " + p.text("verdict") + ": " + p.text("text")
		if next := p.text("next"); next != "" {
			text += "; next: " + next
		}
		return text
	})
}

func tellLint(doc seen) string {
	return told(doc.list("findings"), "nothing found", func(f seen) string {
		return fmt.Sprintf("%s %s:%d: %s", f.text("code"), f.text("path"), f.count("line"), f.text("message"))
	})
}

func tellSuites(doc seen) string {
	return told(doc.list("suites"), "no suites", func(s seen) string {
		text := fmt.Sprintf("%s: %s", s.text("suite"), plural(s.count("cases"), "case"))
		if drop := s.number("min_drop"); drop != nil {
			text += fmt.Sprintf(", finds a drop of %.0f points or more", 100**drop)
		}
		return text + missingText(s.texts("missing"))
	})
}

func missingText(missing []string) string {
	if len(missing) == 0 {
		return ""
	}
	return "; missing: " + strings.Join(missing, "; ")
}

func tellPlan(doc seen) string {
	return told(doc.list("columns"), "nothing is to be judged", func(c seen) string {
		text := fmt.Sprintf("%s %s under %s: %s, %s to make", shortRev(c.text("rev")), c.text("prompt"), c.text("suite"), plural(c.count("cases"), "case"), plural(c.count("calls"), "call"))
		if c.text("record") != "" {
			text += ", it has a record"
		}
		if usd := c.number("cost_usd"); usd != nil {
			text += ", some $" + amountText(*usd)
		} else {
			text += ", at a cost that is not known"
		}
		return text
	})
}

func tellLabels(doc seen) string {
	return told(doc.list("labels"), "no labels", func(l seen) string {
		v, _ := l.Get("version")
		version, _ := v.(*value.Object)
		return l.text("prompt") + "@" + l.text("label") + " is " + shortRev(dash(seen{version}.text("rev"))) + ", " + scored(seen{version})
	})
}

func tellGet(doc seen) string {
	text := doc.text("prompt")
	if label := doc.text("label"); label != "" {
		text += "@" + label
	}
	return text + " is " + shortRev(doc.text("rev")) + ", " + plural(len(doc.list("messages")), "message") + " for " + dash(doc.text("model"))
}
