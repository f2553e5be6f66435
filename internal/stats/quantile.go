package stats

import (
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/promptgit/promptgit/internal/memo"
)

// studentAt is a quantile of Student's distribution that is asked for.
type studentAt struct{ degrees, p float64 }

// student is that quantile. It takes some microseconds, and the comparisons of a
// history ask for the same few.
var student = memo.Func(func(q studentAt) float64 {
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: q.degrees}.Quantile(q.p)
})
