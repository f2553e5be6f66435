package grade_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/value"
)

// TestOneListJudgesAsANewOneDoes asks one list from two sides at once.
func TestOneListJudgesAsANewOneDoes(t *testing.T) {
	t.Parallel()
	const rounds = 100
	shared := grade.All()
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			for i := range rounds {
				output := fmt.Sprintf(`{"n":%d}`, i%7)
				schema := value.NewObject("properties", value.NewObject("n", value.NewObject("maximum", int64(i)/20)))
				for _, a := range []eval.Assertion{
					{Type: "regex", Value: ":[0-3]}$"},
					{Type: "regex", Value: fmt.Sprintf("%d}$", i)},
					{Type: "regex", Value: "("},
					{Type: "is-json", Value: schema},
					{Type: "contains-json", Value: value.NewObject("typ", "object")},
				} {
					one, errOne := judgeWith(shared, a, output)
					two, errTwo := tryJudge(a, output)
					if diff := cmp.Diff(two, one); diff != "" || fmt.Sprint(errOne) != fmt.Sprint(errTwo) {
						t.Errorf("%v on %s: %s\n%v, %v", a.Value, output, diff, errOne, errTwo)
					}
				}
			}
		})
	}
	group.Wait()
}
