package cmd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// noise is a scenario of docs/statistics.md: 64 changes of a prompt, and cases of
// which four fifths pass but for eps of their answers, and the others fail likewise.
type noise struct {
	name     string
	cases    int
	eps      float64
	drop     int  // that many of the passing cases fail likewise from the first bad version on
	diffuse  bool // every case goes from .9 to .75
	none     bool // nothing changes
	args     []string
	accuracy float64 // share of right answers that the document has
	median   float64 // of the samples beyond the records
	trials   int     // behind these figures
}

const noisyChanges = 64

func noises() []noise {
	return []noise{
		{name: "drop of 15 points", cases: 20, eps: .1, drop: 3, accuracy: .95, median: 24, trials: 60},
		{name: "one case flips, vouched for", cases: 20, eps: .1, drop: 1, args: []string{"--assume-regression"}, accuracy: .98, median: 31, trials: 50},
		{name: "diffuse drop", cases: 100, eps: .1, diffuse: true, accuracy: .875, median: 340, trials: 40},
		{name: "no change", cases: 20, eps: .1, none: true, accuracy: 1, median: 80, trials: 80},
	}
}

// rates draws a scenario: where it breaks, and how often each case passes.
func (n noise) rates(r *rand.Rand) (bad int, before, after []float64) {
	bad = 1 + r.IntN(noisyChanges)
	for i := range n.cases {
		rate := 1 - n.eps
		if i >= n.cases*4/5 {
			rate = n.eps
		}
		if n.diffuse {
			rate = .9
		}
		before, after = append(before, rate), append(after, rate)
	}
	r.Shuffle(n.cases, func(i, j int) { before[i], before[j] = before[j], before[i] })
	copy(after, before)
	for i, left := 0, n.drop; i < n.cases && left > 0; i++ {
		if after[i] > .5 {
			after[i], left = n.eps, left-1
		}
	}
	if n.diffuse {
		for i := range after {
			after[i] = .75
		}
	}
	return bad, before, after
}

// buildNoisyModel builds the model of testdata/noisymodel.go.txt, which is no
// package of this program.
func buildNoisyModel(t *testing.T) string {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("testdata", "noisymodel.go.txt"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err = os.WriteFile(filepath.Join(dir, "main.go"), src, 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "noisymodel")
	c := exec.CommandContext(t.Context(), "go", "build", "-o", path, filepath.Join(dir, "main.go"))
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("build the model: %v\n%s", err, out)
	}
	return path
}

// noisyTrial is one history, whose ends have a record, and its model.
type noisyTrial struct {
	*lab
	model model
	revs  []string
	bad   int
}

func newNoisyTrial(t *testing.T, program string, n noise, seed uint64) *noisyTrial {
	t.Helper()
	l := newLab(t)
	bad, before, after := n.rates(rand.New(rand.NewPCG(seed, 64)))
	dir := t.TempDir()
	spec, calls := filepath.Join(dir, "scenario.json"), filepath.Join(dir, "calls")
	raw, err := json.Marshal(map[string]any{"Calls": calls, "Seed": seed, "Bad": bad, "Before": before, "After": after})
	if err != nil {
		t.Fatal(err)
	}
	if err = os.WriteFile(spec, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	trial := &noisyTrial{l, model{"exec:" + program + " " + spec, calls, t}, nil, bad}
	trial.history(n.cases)
	for _, rev := range []string{trial.revs[0], trial.revs[noisyChanges]} {
		if a := l.run("eval", rev, "--provider", trial.model.spec); a.code > 1 {
			t.Fatalf("%+v", a)
		}
	}
	if got := trial.model.calls(); got != 2*n.cases {
		t.Fatalf("the records took %d calls", got)
	}
	return trial
}

// history makes all versions in one process.
func (l *noisyTrial) history(cases int) {
	l.t.Helper()
	var suite, in bytes.Buffer
	suite.WriteString("defaultTest: {assert: [{type: equals, value: right}]}\ntests:\n")
	for i := range cases {
		fmt.Fprintf(&suite, "  - {id: c%d, vars: {q: case %d}}\n", i, i)
	}
	file := func(name string, content []byte) {
		fmt.Fprintf(&in, "M 100644 inline %s\ndata %d\n%s\n", name, len(content), content)
	}
	for v := range noisyChanges + 1 {
		fmt.Fprintf(&in, "commit refs/heads/main\ncommitter Ada <ada@example.com> %d +0000\ndata <<.\nstep %d\n.\n", 1767000000+v, v)
		if v == 0 {
			file("suites/p.yaml", suite.Bytes())
		}
		file("prompts/p.md", fmt.Appendf(nil, "# Rule\nversion %d\n\n# Question\n{{ q }}\n", v))
	}
	c := exec.CommandContext(l.t.Context(), "git", "fast-import", "--quiet")
	c.Dir, c.Env, c.Stdin = l.dir, l.env, &in
	if out, err := c.CombinedOutput(); err != nil {
		l.t.Fatalf("git fast-import: %v\n%s", err, out)
	}
	l.git("checkout", "-q", "-f", "main")
	l.revs = strings.Fields(l.git("rev-list", "--reverse", "main"))
}

// search bisects, and once more, which must give the same answer without a call.
func (l *noisyTrial) search(args ...string) (doc bisectDoc, calls int) {
	l.t.Helper()
	search := func() (answer, bisectDoc) {
		a := l.run(append([]string{"bisect", "--good", l.revs[0], "--provider", l.model.spec, "--no-ablate", "--json"}, args...)...)
		var one bisectDoc
		if err := json.Unmarshal([]byte(a.out), &one); err != nil {
			l.t.Fatalf("%v: %+v", err, a)
		}
		return a, one
	}
	first, doc := search()
	if calls = l.model.calls(); calls != doc.ModelCalls {
		l.t.Errorf("the model counts %d calls, the document %d", calls, doc.ModelCalls)
	}
	second, again := search()
	if n := l.model.calls(); n != 0 || second.code != first.code || again.Verdict != doc.Verdict || !near(again.Posterior, doc.Posterior) || text(again.Culprit) != text(doc.Culprit) {
		l.t.Errorf("a second search made %d calls, exit %d:\n%+v\nthe first, exit %d:\n%+v", n, second.code, again, first.code, doc)
	}
	return doc, calls
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// trialsOf runs a scenario, and gives how often the answer was right and a commit
// was named wrongly, and what each trial cost.
func trialsOf(t *testing.T, program string, n noise, trials int, seed uint64, args ...string) (right, wrong int, costs []float64) {
	t.Helper()
	for i := range trials {
		l := newNoisyTrial(t, program, n, seed+uint64(i))
		doc, calls := l.search(append(args, n.args...)...)
		costs = append(costs, float64(calls))
		switch {
		case n.none && doc.Verdict == "no-regression", !n.none && text(doc.Culprit) == l.revs[l.bad]:
			right++
		case doc.Verdict == "found":
			wrong++
		}
	}
	return right, wrong, costs
}

// A few trials, of which the seeds are fixed.
func TestBisectOfANoisyModel(t *testing.T) {
	t.Parallel()
	program := buildNoisyModel(t)
	for _, n := range noises() {
		if n.diffuse {
			continue // it takes hundreds of samples
		}
		t.Run(n.name, func(t *testing.T) {
			t.Parallel()
			right, wrong, costs := trialsOf(t, program, n, 2, 1)
			if right != 2 || wrong != 0 {
				t.Errorf("%d of 2 answers are right, %d wrong, after %v samples", right, wrong, costs)
			}
		})
	}
	t.Run("with four calls at once", func(t *testing.T) {
		t.Parallel()
		if right, _, costs := trialsOf(t, program, noises()[0], 1, 3, "-j", "4"); right != 1 {
			t.Errorf("it is wrong, after %v samples", costs)
		}
	})
}

func TestSimBisectOfANoisyModel(t *testing.T) {
	if os.Getenv("PROMPTGIT_SIM") == "" {
		t.Skip("a simulation: make sim")
	}
	const trials = 40
	program := buildNoisyModel(t)
	for _, n := range noises() {
		right, wrong, costs := trialsOf(t, program, n, trials, 1000)
		share := float64(right) / trials
		middle, spread := medianWithError(costs)
		slices.Sort(costs)
		t.Logf("| %s | %d | %.0f %% (%.0f) | %d | %.0f (%.0f) | %.0f |",
			n.name, n.cases, 100*share, 100*n.accuracy, wrong, middle, n.median, costs[trials*9/10])
		apart := math.Sqrt(share*(1-share)/trials + n.accuracy*(1-n.accuracy)/float64(n.trials))
		if bound := n.accuracy - 2*apart; share < bound && !n.none {
			t.Errorf("%s: %.3f of the answers are right, under %.3f", n.name, share, bound)
		}
		if bound := n.median + 2*spread*math.Sqrt(1+trials/float64(n.trials)); middle > bound {
			t.Errorf("%s: the median is %.1f samples, over %.1f", n.name, middle, bound)
		}
		if n.none && wrong > trials*6/100 {
			t.Errorf("%s: %d of %d histories name a commit", n.name, wrong, trials)
		}
	}
}

// medianWithError is a median and its standard error by the bootstrap.
func medianWithError(xs []float64) (median, se float64) {
	middle := func(xs []float64) float64 {
		xs = slices.Sorted(slices.Values(xs))
		return (xs[(len(xs)-1)/2] + xs[len(xs)/2]) / 2
	}
	const resamples = 2000
	r := rand.New(rand.NewPCG(1, 2))
	sum, squares := 0.0, 0.0
	for range resamples {
		again := make([]float64, len(xs))
		for i := range again {
			again[i] = xs[r.IntN(len(xs))]
		}
		m := middle(again)
		sum, squares = sum+m, squares+m*m
	}
	mean := sum / resamples
	return middle(xs), math.Sqrt(max(0, squares/resamples-mean*mean))
}
