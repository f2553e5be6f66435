package prompt

import "strings"

// evenModes makes one preamble of the blocks of a message that has headings or
// tags in the other version only: a heading put between paragraphs changes
// where text belongs, not every paragraph.
func evenModes(olds, news []Variable) (evenOlds, evenNews []Variable) {
	oldModes, newModes := modes(olds), modes(news)
	return even(olds, newModes), even(news, oldModes)
}

// slot is a message by its role and its number among those of the role.
type slot struct {
	role string
	n    int
}

func modes(list []Variable) map[slot]Kind {
	kinds := map[slot]Kind{}
	for i, s := range slots(list) {
		if list[i].Kind != KindExample {
			kinds[s] = list[i].Kind
		}
	}
	return kinds
}

// slots gives the slot of every component of one version.
func slots(list []Variable) []slot {
	all := make([]slot, len(list))
	counts, last := map[string]int{}, map[string]int{}
	for i, v := range list {
		if message, seen := last[v.Role]; !seen || message != v.Message {
			counts[v.Role]++
			last[v.Role] = v.Message
		}
		all[i] = slot{v.Role, counts[v.Role]}
	}
	return all
}

func even(list []Variable, other map[slot]Kind) []Variable {
	var out []Variable
	open := -1 // the preamble that gathers the blocks of a message
	for i, s := range slots(list) {
		v := list[i]
		switch {
		case v.Kind != KindBlock || other[s] != KindSection:
			open = -1
			out = append(out, v)
		case open >= 0 && out[open].Message == v.Message:
			out[open] = merged(out[open], v)
		default:
			open = len(out)
			v.Kind, v.Name = KindSection, preamble
			v.ID = "section:" + v.Role + "/" + preamble
			out = append(out, v)
		}
	}
	return out
}

// merged reads two neighbors as one component, named by the first.
func merged(a, b Variable) Variable {
	a.Text += "\n\n" + b.Text
	a.Norm = joinNorm(a.Norm, b.Norm)
	return a
}

// joinNorm joins compared texts as if they had stood in one component.
func joinNorm(a, b string) string {
	switch {
	case a == "" || b == "":
		return a + b
	case strings.HasPrefix(b, "```") || strings.HasSuffix(a, "\n```"):
		return a + "\n" + b
	}
	return a + " " + b
}
