package ui

import (
	"fmt"
	"time"
)

// Pace estimates how fast work goes now and how long the rest takes, from what
// was done of late: the first of many pieces may come from a cache, and a server
// may slow down.
type Pace struct{ points []point }

// point is how much was done at a time, and how much of that took no work.
type point struct {
	at         time.Time
	done, free int
}

// A pace is taken over the shortest of the last recent to longest in which
// enough pieces were done, and tells nothing of the rest before it has seen soon.
const (
	recent  = 5 * time.Second
	longest = time.Minute
	enough  = 20
	soon    = 3 * time.Second
)

// Add tells how much is done now, and how much of it took no work.
func (p *Pace) Add(now time.Time, done, free int) {
	p.points = append(p.points, point{now, done, free})
	drop := 0
	for drop < len(p.points)-1 && now.Sub(p.points[drop].at) > longest {
		drop++
	}
	p.points = p.points[:copy(p.points, p.points[drop:])]
}

// Rate is how many pieces are done in a second, 0 where that is not known.
func (p *Pace) Rate() float64 {
	from, to, ok := p.span()
	if !ok {
		return 0
	}
	return float64(to.done-from.done) / to.at.Sub(from.at).Seconds()
}

// Left is how long the rest takes at the pace of what takes work. It is false
// where that is not known: too early, or while most pieces take none.
func (p *Pace) Left(rest int) (time.Duration, bool) {
	from, to, ok := p.span()
	if !ok || to.at.Sub(p.points[0].at) < soon || 2*(to.free-from.free) > to.done-from.done || to.done == from.done {
		return 0, false
	}
	took := to.at.Sub(from.at)
	return time.Duration(float64(took) * float64(rest) / float64(to.done-from.done)).Round(time.Second), true
}

func (p *Pace) span() (from, to point, ok bool) {
	if len(p.points) < 2 {
		return from, to, false
	}
	to = p.points[len(p.points)-1]
	for i := len(p.points) - 2; i >= 0; i-- {
		from = p.points[i]
		if to.at.Sub(from.at) >= recent && to.done-from.done >= enough {
			break
		}
	}
	return from, to, to.at.Sub(from.at) >= time.Second/2
}

// Rate writes pieces a second, or a minute where they are few.
func Rate(perSecond float64) string {
	switch {
	case perSecond >= 10:
		return fmt.Sprintf("%.0f/s", perSecond)
	case perSecond >= 1:
		return fmt.Sprintf("%.1f/s", perSecond)
	}
	return fmt.Sprintf("%.1f/min", 60*perSecond)
}

// Span writes a length of time to the second, or to the minute where it is long.
func Span(d time.Duration) string {
	s := int(d.Seconds())
	switch {
	case s >= 3600:
		return fmt.Sprintf("%dh%02dm", s/3600, s/60%60)
	case s >= 60:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	}
	return fmt.Sprintf("%ds", s)
}
