package bisect

import (
	"math"
	"strconv"
	"testing"
)

func TestTheLogMarginalsOfJeffreysPriorAreReproduced(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		runs tally
		want string
	}{
		{tally{0, 0}, "0.000000000000"},
		{tally{1, 0}, "-0.693147180560"},
		{tally{1, 1}, "-2.079441541680"},
		{tally{2, 0}, "-0.980829253012"},
		{tally{3, 1}, "-3.242592351486"},
		{tally{10, 0}, "-1.736152296596"},
		{tally{9, 1}, "-4.680591275763"},
		{tally{50, 50}, "-71.845594459972"},
	} {
		same(t, row.want, logBetaBinomial(row.runs), 12)
	}
}

func TestTheBayesFactorsOfAChangeAreReproduced(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		before, after tally
		log, factor   string
	}{
		{tally{1, 0}, tally{0, 1}, "0.693147180560", "2.000000000"},
		{tally{2, 0}, tally{0, 2}, "1.791759469228", "6.000000000"},
		{tally{3, 0}, tally{0, 3}, "2.995732273554", "20.000000000"},
		{tally{5, 0}, tally{0, 5}, "5.529429087511", "252.000000000"},
		{tally{3, 0}, tally{3, 0}, "-0.837247524534", "0.432900433"},
		{tally{9, 1}, tally{2, 8}, "4.403228842324", "81.714285714"},
		{tally{10, 0}, tally{5, 5}, "2.915951067585", "18.466366817"},
	} {
		log := logBetaBinomial(row.before) + logBetaBinomial(row.after) - logBetaBinomial(row.before.plus(row.after))
		same(t, row.log, log, 12)
		same(t, row.factor, math.Exp(log), 9)
	}
}

func TestTheWorkedPooledPosteriorIsReproduced(t *testing.T) {
	t.Parallel()
	s := newNoisy(Problem{Versions: 9, Cases: 1})
	s.prior = prior{none: 0, pooled: 1}
	for _, o := range []Observation{{Version: 0, Value: 1, Runs: 3}, {Version: 4, Value: 2. / 3, Runs: 3}, {Version: 6, Runs: 2}, {Version: 8, Runs: 3}} {
		s.observe(o)
	}
	all := s.posterior()
	if all[0] != 0 {
		t.Errorf("no change: %v", all[0])
	}
	for v, want := range []string{
		"0.064102564103", "0.064102564103", "0.064102564103", "0.064102564103",
		"0.342657342657", "0.342657342657", "0.029137529138", "0.029137529138",
	} {
		same(t, want, all[v+1], 12)
	}
}

// same holds a figure against one that is printed.
func same(tb testing.TB, want string, got float64, digits int) {
	tb.Helper()
	text := strconv.FormatFloat(got, 'f', digits, 64)
	if text == "-"+strconv.FormatFloat(0, 'f', digits, 64) {
		text = text[1:]
	}
	if text != want {
		tb.Errorf("want %s, got %s", want, text)
	}
}
