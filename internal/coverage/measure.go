package coverage

import (
	"cmp"
	"slices"
	"strings"
)

// DefaultThreshold is how much a text must resemble a case to count as covered.
// The shares below are of the requests that count as covered, where the suite
// has one wording of their kind and where it has none. Left: the 80 requests of 20
// kinds in testdata/intents.txt, half of the kinds in the suite. Right: the 3,080
// requests of 77 kinds to a bank of BANKING77 (Casanueva et al. 2020, its test
// part), 20 of the kinds in the suite; nearly all speak of cards and transfers.
//
//	threshold   in the suite  not    in the suite  not
//	  0.10          81 %     32 %        94 %     73 %
//	  0.12          76 %     22 %        90 %     62 %
//	  0.15          63 %     15 %        83 %     51 %
//	  0.20          55 %      8 %        66 %     35 %
//	  0.25          40 %      4 %        50 %     24 %
//	  0.30          30 %      1 %        38 %     15 %
//	  0.40          14 %      0 %        24 %      6 %
//
// The two shares lie furthest apart around 0.12 and 0.2. A gap that is hidden
// costs more than a suggestion that is not followed, so the default is the
// higher. Words are compared and not meanings: another wording of a case that
// shares no word with it is never found.
const DefaultThreshold = 0.20

// maxLeaders bounds how many groups are told apart.
const maxLeaders = 2000

// Result is what part of a sample the cases cover.
type Result struct {
	Covered  int
	Clusters []Cluster // of the others, the largest first
	Loose    int       // in no cluster, since there were 2,000 before
}

// Cluster is a group of texts that resemble its representative.
type Cluster struct {
	Representative Text
	Size           int
	Nearest        int     // the case that resembles it most, -1 for none
	Similarity     float64 // with that case
}

// Measure says which texts of a sample resemble some case, and groups the
// others: a text that resembles no leader becomes one, in the order of the
// lines; then each goes to the leader that it resembles most, and the member that
// resembles the middle of its group most represents it. A text is held as
// at most 256 features, some 2 KiB.
func Measure(s *Sample, cases []string, threshold float64) Result {
	slices.SortFunc(s.Texts, func(a, b Text) int { return cmp.Compare(a.Line, b.Line) })
	model := NewModel()
	for _, t := range s.Texts {
		model.Learn(t.Text)
	}
	for _, c := range cases {
		model.Learn(c)
	}
	suite := NewIndex()
	for _, c := range cases {
		suite.Add(model.Vector(c))
	}
	leaders := NewIndex()
	var r Result
	var rest []int
	vectors := make([]Vector, len(s.Texts)) // of those that are not covered
	for i, t := range s.Texts {
		v := model.Vector(t.Text)
		if _, similarity := suite.Nearest(v); similarity >= threshold {
			r.Covered++
			continue
		}
		rest, vectors[i] = append(rest, i), v
		if _, similarity := leaders.Nearest(v); (similarity < threshold || leaders.Len() == 0) && leaders.Len() < maxLeaders {
			leaders.Add(v)
		}
	}
	groups := make([][]int, leaders.Len())
	for _, i := range rest {
		at, similarity := leaders.Nearest(vectors[i])
		if at < 0 || similarity < threshold && leaders.Len() == maxLeaders {
			r.Loose++
			continue
		}
		groups[at] = append(groups[at], i)
	}
	for _, members := range groups {
		if len(members) == 0 { // its leader went to one that came later
			continue
		}
		at := middle(vectors, members)
		c := Cluster{Representative: s.Texts[at], Size: len(members)}
		c.Nearest, c.Similarity = suite.Nearest(vectors[at])
		r.Clusters = append(r.Clusters, c)
	}
	slices.SortStableFunc(r.Clusters, func(a, b Cluster) int {
		return cmp.Or(cmp.Compare(b.Size, a.Size), cmp.Compare(a.Representative.Line, b.Representative.Line))
	})
	return r
}

// middle is the member whose features weigh most in the sum of all members.
func middle(vectors []Vector, members []int) int {
	if len(members) < 3 {
		return members[0]
	}
	sum := map[uint32]float64{}
	for _, i := range members {
		for _, w := range vectors[i] {
			sum[w.feature] += float64(w.value)
		}
	}
	best, most := members[0], -1.0
	for _, i := range members {
		score := 0.0
		for _, w := range vectors[i] {
			score += float64(w.value) * sum[w.feature]
		}
		if score > most {
			best, most = i, score
		}
	}
	return best
}

func cut(text string) string {
	if len(text) <= maxText {
		return text
	}
	return strings.ToValidUTF8(text[:maxText], "")
}
