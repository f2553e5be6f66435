package cmd

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/promptgit/promptgit/gitops"
)

// 100,000 users fall into the hundredths as evenly as chance would have it, and
// independently of prompt and label.
func TestUsersSpreadEvenly(t *testing.T) {
	t.Parallel()
	const users = 100_000
	var counts [100]int
	for i := range users {
		counts[bucketOf("prompts/a.md", "production", fmt.Sprint("user-", i))]++
	}
	chi := 0.0
	for _, n := range counts {
		chi += math.Pow(float64(n)-users/100, 2) / (users / 100)
	}
	if chi > 148.2 { // of 99 degrees of freedom, in one of a thousand sets of users
		t.Errorf("chi square is %.1f", chi)
	}
	both := 0
	for i := range users {
		user := fmt.Sprint("user-", i)
		if bucketOf("prompts/a.md", "production", user) < 10 && bucketOf("prompts/b.md", "production", user) < 10 {
			both++
		}
	}
	if math.Abs(float64(both)-0.01*users) > 3.3*math.Sqrt(0.01*0.99*users) {
		t.Errorf("%d users of %d have the candidates of both prompts", both, users)
	}
}

func TestTheShareIsTheWeight(t *testing.T) {
	t.Parallel()
	const users = 20_000
	for _, weight := range []int{1, 10, 50, 99} {
		s := labelState{labelName{"prompts/a.md", "production"}, "label", []candidate{{weight, "candidate"}}}
		less := labelState{s.labelName, s.commit, []candidate{{max(1, weight-1), "candidate"}}}
		got := 0
		for i := range users {
			user := fmt.Sprint("user-", i)
			at, w := s.choose(user)
			if at == "candidate" {
				got++
			}
			if was, _ := less.choose(user); was == "candidate" && at != was || (w == weight) != (at == "candidate") {
				t.Fatalf("%s: %s at %d %%, %s at less", user, at, w, was)
			}
		}
		p := float64(weight) / 100
		if math.Abs(float64(got)-p*users) > 3.3*math.Sqrt(p*(1-p)*users) {
			t.Errorf("%d of %d users have a candidate of %d %%", got, users, weight)
		}
	}
}

// The formula is a promise: another program must come to the same answer.
func TestBucketsAreWhatTheDocsSay(t *testing.T) {
	t.Parallel()
	for user, want := range map[string]int{"4711": 99, "ada@example.com": 41} {
		if got := bucketOf("prompts/triage.md", "production", user); got != want {
			t.Errorf("%s is in %d", user, got)
		}
	}
}

func TestTwoCandidatesDivideTheUsers(t *testing.T) {
	t.Parallel()
	s := labelState{labelName{"p", "l"}, "label", []candidate{{30, "a"}, {90, "b"}}}
	count := map[gitops.OID]int{}
	for i := range 10_000 {
		at, _ := s.choose(strconv.Itoa(i))
		count[at]++
	}
	if count["label"] != 0 || count["a"] < 2800 || count["a"] > 3200 {
		t.Errorf("got %v", count)
	}
}
