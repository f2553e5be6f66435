package advise

import "time"

// What the stop rule takes unless it is told otherwise (statistics.md 4.1).
const (
	DefaultDelta   = 0.05 // the least effect that matters
	DefaultPlanned = 10   // iterations that somebody means to make
	StopAt         = 3    // iterations without a meaningful gain
)

const (
	alpha = 0.05 // of one look: of a gain that is none, or of none where there is one that matters
	// claims is the chance that any version of the planned iterations is called
	// improved without being better. It holds for a model that repeats itself too,
	// whose re-run is no new data.
	claims = 0.02
)

// Rule is how a history is judged.
type Rule struct {
	Delta   float64       // the least effect that matters, above 0
	Planned int           // iterations that are planned, at least 1: the re-runs share the chance of a false claim among as many
	MaxAge  time.Duration // between two records that may be compared, 0 for no bound
	Fixed   bool          // the target gives the same answer whenever it is asked, so that a re-run would be the record itself
}

// confirmLevel is that of the lower bound of a re-run, where so many were made. No
// more than claims is spent on all of them, however often somebody tries.
func (r Rule) confirmLevel(tests int) float64 { return 1 - claims/float64(max(r.Planned, tests)) }
