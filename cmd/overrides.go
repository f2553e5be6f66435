package cmd

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// agentTrailer names the program that made a commit.
const agentTrailer = "Promptgit-Agent"

// override is a commit whose author took it out of the policy.
type override struct {
	commit gitops.Commit
	reason string
	needed bool // the policy would have refused it
}

// overridesJSON is how often the policy was overridden, and by whom.
type overridesJSON struct {
	Count int                `json:"count"` // commits
	Bots  int                `json:"bots"`  // of these, by authors whose name ends in [bot]
	With  int                `json:"with"`  // of these, whose message names a co-author or an agent
	By    []overriddenByJSON `json:"by"`    // most first
}

// overriddenByJSON are the overrides of one author, with the same co-authors or agents.
type overriddenByJSON struct {
	Author  string           `json:"author"`
	Email   string           `json:"email"`
	Bot     bool             `json:"bot"`
	With    []string         `json:"with"` // co-authors and agents that the messages name, none for an author alone
	Commits []overriddenJSON `json:"commits"`
}

type overriddenJSON struct {
	Rev     string `json:"rev"`
	Subject string `json:"subject"`
	Reason  string `json:"reason"`
	Needed  *bool  `json:"needed"` // the policy would have refused it, null where that was not asked
}

// overridesOf sorts overrides by who made them. What was made with an agent, or with
// anybody else, is told apart from what the same author made alone.
func overridesOf(list []override, asked bool) overridesJSON {
	doc := overridesJSON{Count: len(list), By: []overriddenByJSON{}}
	at := map[string]int{}
	for _, o := range list {
		with := madeWith(o.commit.Message)
		key := strings.Join(append([]string{strings.ToLower(o.commit.Email)}, with...), "\x00")
		i, ok := at[key]
		if !ok {
			i = len(doc.By)
			at[key] = i
			doc.By = append(doc.By, overriddenByJSON{Author: o.commit.Author, Email: o.commit.Email, Bot: isBot(o.commit.Author), With: with})
		}
		one := overriddenJSON{Rev: string(o.commit.ID), Subject: o.commit.Subject, Reason: o.reason}
		if asked {
			one.Needed = &o.needed
		}
		doc.By[i].Commits = append(doc.By[i].Commits, one)
		if doc.By[i].Bot {
			doc.Bots++
		}
		if len(with) > 0 {
			doc.With++
		}
	}
	slices.SortStableFunc(doc.By, func(a, b overriddenByJSON) int { return cmp.Compare(len(b.Commits), len(a.Commits)) })
	return doc
}

// isBot tells an account of a program by its name.
func isBot(author string) bool { return strings.HasSuffix(strings.TrimSpace(author), "[bot]") }

// madeWith lists who a message names besides its author, sorted.
func madeWith(message string) []string {
	list := []string{}
	for _, line := range trailerLines(message) {
		name, value, _ := strings.Cut(line, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if value != "" && (strings.EqualFold(name, coAuthorTrailer) || strings.EqualFold(name, agentTrailer)) {
			list = append(list, value)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// who is the author, marked as a bot by the name, with whom the messages name.
func (o *overriddenByJSON) who() string {
	text := o.Author
	if len(o.With) > 0 {
		text += " with " + someOf(o.With, 3)
	}
	return text
}

// reasons are the different ones, the most recent first.
func (o *overriddenByJSON) reasons() string {
	var list []string
	for _, c := range slices.Backward(o.Commits) {
		if !slices.Contains(list, c.Reason) {
			list = append(list, c.Reason)
		}
	}
	return someOf(list, 3)
}

// sentence tells it in a line, "" where nothing was overridden.
func (d overridesJSON) sentence() string {
	if d.Count == 0 {
		return ""
	}
	var by []string
	for i := range d.By {
		by = append(by, fmt.Sprintf("%s %d", d.By[i].who(), len(d.By[i].Commits)))
	}
	is := "override"
	if d.Count == 1 {
		is = "overrides"
	}
	return fmt.Sprintf("%s %s the policy: %s", plural(d.Count, "commit"), is, someOf(by, 5))
}

// markdown is a table of who overrode it, "" where nobody did.
func (d overridesJSON) markdown() string {
	if d.Count == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s with %s, %d by bots, %d with co-authors or agents.\n\n| by | with | commits | reasons |\n| --- | --- | ---: | --- |\n",
		plural(d.Count, "commit"), code(allowTrailer), d.Bots, d.With)
	const most = 50
	for i := range d.By[:min(len(d.By), most)] {
		o := &d.By[i]
		fmt.Fprintf(&b, "| %s | %s | %d | %s |\n", cell(o.Author), cell(dash(strings.Join(o.With, ", "))), len(o.Commits), cell(ui.Shorten(ui.Line(o.reasons()), 300)))
	}
	if more := len(d.By) - most; more > 0 {
		fmt.Fprintf(&b, "\nand %d more.\n", more)
	}
	return b.String()
}
