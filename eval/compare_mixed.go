package eval

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Unmixable says why two records may not be mixed in a verdict, "" where they may:
// the model under its name may have changed between them. That is known where it
// answered under another name, and must be feared where much time went by. Two old
// records of one time may be compared, as nothing went by between them. What is no
// model's answer does not age.
func Unmixable(base, head Record, maxAge time.Duration) string {
	if base.Provider != head.Provider || base.Model != head.Model {
		return "" // a comparison of models, as it was asked for
	}
	if was, is := base.ResolvedModel, head.ResolvedModel; was != "" && is != "" && was != is {
		return fmt.Sprintf("another model answered: %s, then %s", was, is)
	}
	if maxAge <= 0 || base.ageless() || head.ageless() {
		return ""
	}
	was, errWas := time.Parse(time.RFC3339, base.Time)
	is, errIs := time.Parse(time.RFC3339, head.Time)
	if errWas != nil || errIs != nil {
		return "" // a record without a time is of another program, and cannot be dated
	}
	if apart := is.Sub(was).Abs(); apart > maxAge {
		return fmt.Sprintf("judged %s apart, more than eval.max_age (%s)", days(apart), days(maxAge))
	}
	return ""
}

// ageless says that no model gave the answers.
func (r Record) ageless() bool {
	return r.Simulated || r.Provider == "echo" || r.Provider == "replay" || r.Provider == "demo"
}

// days tells a long time in days, and a shorter one in hours.
func days(d time.Duration) string {
	if d < 2*24*time.Hour {
		return strings.Replace(strings.TrimSuffix(d.Round(time.Minute).String(), "0s"), "h0m", "h", 1)
	}
	return fmt.Sprintf("%d days", int(math.Round(d.Hours()/24)))
}
