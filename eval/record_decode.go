package eval

import "strings"

// RecordReader reads lines of records. Records of one history say the same words
// over and over: a reader keeps each once, and maps of metrics too, so that nobody
// may change those of a record that was read. The zero value is ready; it is not
// for concurrent use.
type RecordReader struct {
	words map[string]string
	maps  map[string]map[string]float64 // by their JSON
}

// mostShared bounds what a reader keeps of either kind.
const mostShared = 1 << 14

// Decode is DecodeRecord. Lines as Encode writes them, which are nearly all, are
// read in one pass; encoding/json decides about any other.
func (r *RecordReader) Decode(line string) (Record, error) {
	if r.words == nil {
		r.words, r.maps = map[string]string{}, map[string]map[string]float64{}
	}
	l := lineReader{text: line, shared: r}
	if record, ok := l.record(); ok {
		return record, nil
	}
	return DecodeRecord(line)
}

// lineReader reads one line. What it does not expect sets bad, and nothing that it
// gave counts.
type lineReader struct {
	text   string
	at     int
	bad    bool
	shared *RecordReader
}

func (l *lineReader) record() (Record, bool) {
	var r Record
	l.object(func(key string) { l.field(&r, key) })
	return r, !l.bad && l.at == len(l.text) && r.V >= 1 && r.V <= variantVersion
}

func (l *lineReader) field(r *Record, key string) {
	switch key {
	case "v":
		r.V = l.whole()
	case "id":
		r.ID = l.own()
	case "t":
		r.Time = l.own()
	case "path":
		r.Path = l.word()
	case "prompt_key":
		r.PromptKey = l.own()
	case "includes":
		r.Includes = l.texts()
	case "previous":
		r.Previous = l.own()
	case "suite":
		r.Suite = l.word()
	case "suite_key":
		r.SuiteKey = l.word()
	case "provider":
		r.Provider = l.word()
	case "model":
		r.Model = l.word()
	case "resolved_model":
		r.ResolvedModel = l.word()
	case "params_key":
		r.ParamsKey = l.word()
	case "endpoint_key":
		r.EndpointKey = l.word()
	case "tool":
		r.Tool = l.word()
	case "commit":
		r.Commit = l.own()
	case "score":
		r.Score = l.maybe()
	case "quality":
		r.Quality = l.maybe()
	case "se":
		r.SE = l.maybe()
	case "cost_usd":
		r.CostUSD = l.maybe()
	case "latency_p50_ms":
		if !l.null() {
			r.LatencyP50 = new(int64(l.whole()))
		}
	case "n":
		r.N = l.whole()
	case "reps":
		r.Reps = l.whole()
	case "pass":
		r.Pass = l.whole()
	case "fail":
		r.Fail = l.whole()
	case "error":
		r.Error = l.whole()
	case "na":
		r.NA = l.whole()
	case "tokens":
		r.Tokens = l.whole()
	case "simulated":
		r.Simulated = l.flag()
	case "fresh":
		r.Fresh = l.flag()
	case "baseline":
		r.Baseline = l.flag()
	case "metrics":
		r.Metrics = l.numbers()
	case "weights":
		r.Weights = l.numbers()
	case "derived":
		r.Derived = l.numbers()
	case "cases":
		r.Cases = l.cases()
	default: // rare, or of a newer program
		l.bad = true
	}
}

// cases are read into one piece of memory, and so are their numbers that may be
// null.
func (l *lineReader) cases() []CaseRecord {
	n := strings.Count(l.text[l.at:], `"k":"`)
	list, spare := make([]CaseRecord, 0, n), make([]float64, 0, 2*n)
	l.take('[')
	if l.took(']') {
		return list
	}
	for !l.bad {
		var c CaseRecord
		l.object(func(key string) { spare = l.caseField(&c, key, spare) })
		list = append(list, c)
		if !l.took(',') {
			break
		}
	}
	l.take(']')
	return list
}

func (l *lineReader) caseField(c *CaseRecord, key string, spare []float64) []float64 {
	number := func() *float64 {
		if l.null() {
			return nil
		}
		if len(spare) == cap(spare) {
			return new(l.number())
		}
		spare = append(spare, l.number())
		return &spare[len(spare)-1]
	}
	switch key {
	case "k":
		c.Key = l.word()
	case "id":
		c.ID = l.word()
	case "g":
		c.Cluster = l.word()
	case "i":
		c.Index = l.whole()
	case "p":
		c.Passes = l.whole()
	case "n":
		c.Samples = l.whole()
	case "t":
		c.Tokens = l.whole()
	case "e":
		c.Errors = l.whole()
	case "l":
		c.LatencyMS = int64(l.whole())
	case "s":
		c.Score = number()
	case "c":
		c.CostUSD = number()
	case "m":
		c.Metrics = l.numbers()
	case "na":
		c.NA = l.flag()
	default:
		l.bad = true
	}
	return spare
}
