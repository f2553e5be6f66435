// Package drift says whether a version that was judged again is still as good as
// it was. Each look at it gives an e-value against "the mean score is not below
// what the baseline showed", and an e-CUSUM adds them up (statistics.md 4.2).
//
// The state is computed from the looks and from nothing else, so that it is the
// same wherever the looks are. The package is pure: scores in, words out.
package drift
