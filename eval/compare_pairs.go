package eval

// pair is one case in both records.
type pair struct {
	base, head           *CaseRecord
	baseScore, headScore float64
	cluster              string // that it belongs to, "" for none
}

// matched are the cases that stand in both records, judged or not, in the order of
// head. They point into the records, and have no scores yet.
type matched []pair

// match pairs cases by their keys. The clusters are those that head names, or where
// it names none, those of base: a suite that names them later makes no old record
// wrong.
func match(base, head []CaseRecord) matched {
	before := make(map[string]int, len(base))
	for i := range base {
		before[base[i].Key] = i
	}
	named := namesClusters(head)
	pairs := make(matched, 0, min(len(base), len(head)))
	for i := range head {
		c := &head[i]
		at, ok := before[c.Key]
		if !ok || at < 0 {
			continue
		}
		before[c.Key] = -1 // a key counts once, whoever wrote the record
		p := pair{base: &base[at], head: c, cluster: base[at].Cluster}
		if named {
			p.cluster = c.Cluster
		}
		pairs = append(pairs, p)
	}
	return pairs
}

// common are the pairs that both records have judged and that carry the metric in
// both, "" for the score.
func (m matched) common(metric string) []pair {
	pairs := make([]pair, 0, len(m))
	for _, p := range m {
		var okBase, okHead bool
		p.baseScore, okBase = p.base.value(metric)
		p.headScore, okHead = p.head.value(metric)
		if okBase && okHead {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// value is the score of a judged case, or one of its metrics.
func (c *CaseRecord) value(metric string) (float64, bool) {
	if !c.Judged() {
		return 0, false
	}
	if metric == "" {
		return *c.Score, true
	}
	if x, ok := c.Human[metric]; ok {
		return x, true
	}
	x, ok := c.Metrics[metric]
	return x, ok
}

// notApplicable counts the cases that do not apply to the version.
func (r Record) notApplicable() int {
	n := 0
	for i := range r.Cases {
		if r.Cases[i].NA {
			n++
		}
	}
	return n
}

func differences(pairs []pair) []float64 {
	d := make([]float64, len(pairs))
	for i, p := range pairs {
		d[i] = p.headScore - p.baseScore
	}
	return d
}
