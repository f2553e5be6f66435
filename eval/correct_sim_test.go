package eval_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

// equalVersions draws two records of one version that answers each of n cases
// with a chance of pass.
func equalVersions(rng *rand.Rand, n int, pass float64) (a, b eval.Record) {
	draw := func() []float64 {
		scores := make([]float64, n)
		for i := range scores {
			if rng.Float64() < pass {
				scores[i] = 1
			}
		}
		return scores
	}
	return outcome(draw()...), outcome(draw()...)
}

// falseNo is the share of gates over k prompts that did not change in which any is
// called worse, and that of comparisons whose score dropped by more than 5 points.
func falseNo(seed uint64, gates, k, n int, pass float64) (worse, dropped float64) {
	rng := rand.New(rand.NewPCG(seed, uint64(k*1000+n)))
	for range gates {
		list := make([]*eval.Comparison, k)
		for i := range list {
			a, b := equalVersions(rng, n, pass)
			list[i] = new(eval.Compare(a, b, eval.CompareOptions{}))
			if *list[i].Delta < -0.05-1e-9 {
				dropped++
			}
		}
		eval.Correct(list)
		for _, c := range list {
			if c.Verdict == eval.Worse {
				worse++
				break
			}
		}
	}
	return worse / float64(gates), dropped / float64(gates*k)
}

func TestAGateOfEqualVersionsSeldomSaysWorse(t *testing.T) {
	t.Parallel()
	if worse, _ := falseNo(1, 400, 3, 20, 0.9); worse > 0.05 {
		t.Errorf("%.3f of the gates say worse", worse)
	}
}

func TestSimAGateOfEqualVersions(t *testing.T) {
	if os.Getenv("PROMPTGIT_SIM") != "1" {
		t.Skip("PROMPTGIT_SIM=1 runs it")
	}
	var table strings.Builder
	fmt.Fprintln(&table, "| prompts | cases | pass rate | any worse | dropped more than 5 points |")
	for _, k := range []int{1, 3, 10} {
		for _, n := range []int{20, 50, 100} {
			for _, pass := range []float64{0.7, 0.9} {
				worse, dropped := falseNo(20261128, 1000, k, n, pass)
				fmt.Fprintf(&table, "| %d | %d | %.1f | %.2f %% | %.1f %% |\n", k, n, pass, 100*worse, 100*dropped)
				if worse > 0.05 {
					t.Errorf("%d prompts, %d cases, %.1f: %.4f of the gates say worse", k, n, pass, worse)
				}
			}
		}
	}
	t.Log("\n" + table.String())
}
