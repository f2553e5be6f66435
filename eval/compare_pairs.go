package eval

// pair is one case in both records.
type pair struct {
	base, head           CaseRecord
	baseScore, headScore float64
	cluster              string // that it belongs to, "" for none
}

// commonCases pairs the cases that both records have judged and that carry the
// metric in both. The clusters are those that head names, or where it names none,
// those of base: a suite that names them later makes no old record wrong.
func commonCases(base, head Record, metric string) []pair {
	before := make(map[string]CaseRecord, len(base.Cases))
	for _, c := range base.Cases {
		before[c.Key] = c
	}
	named := namesClusters(head.Cases)
	var pairs []pair
	for _, c := range head.Cases {
		b, ok := before[c.Key]
		if !ok {
			continue
		}
		delete(before, c.Key) // a key counts once, whoever wrote the record
		was, okBase := b.value(metric)
		is, okHead := c.value(metric)
		if okBase && okHead {
			p := pair{base: b, head: c, baseScore: was, headScore: is, cluster: b.Cluster}
			if named {
				p.cluster = c.Cluster
			}
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// value is the score of a judged case, or one of its metrics.
func (c CaseRecord) value(metric string) (float64, bool) {
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
