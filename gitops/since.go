package gitops

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Date reads a date as git's own --since does: "2026-11-01", "2 weeks ago",
// "yesterday", "@1764288000". Git takes nearly any text for one, and a misspelled
// tag for today: a text with a word that no date has is none, and ok is false.
func (r *Repo) Date(ctx context.Context, text string) (at time.Time, ok bool, err error) {
	if !dateWords(text) {
		return time.Time{}, false, nil
	}
	const key = "promptgit.date"
	out, err := r.line(ctx, "-c", key+"="+text, "config", "--type=expiry-date", "--get", key)
	if exitCode(err) > 0 { // git says that it is no date
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, fmt.Errorf("read the date %q: %w", text, err)
	}
	seconds, err := strconv.ParseUint(out, 10, 64)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("read the date %q: git gives %q", text, out)
	}
	const lastYear = 253402300799 // the end of the year 9999; "now" is later than any date
	return time.Unix(int64(min(seconds, lastYear, math.MaxInt64)), 0), true, nil
}

// CommitsAfter lists the commits that head reaches and that were made after a
// time, by the date of their committers and with git's own way of looking: older
// commits behind them end the search.
func (r *Repo) CommitsAfter(ctx context.Context, head OID, at time.Time) ([]OID, error) {
	out, err := r.run(ctx, nil, "rev-list", fmt.Sprintf("--max-age=%d", max(at.Unix(), 0)), "--end-of-options", string(head))
	if err != nil {
		return nil, fmt.Errorf("list the commits of %s: %w", head.Short(), r.objectError(err))
	}
	var ids []OID
	for _, line := range strings.Fields(string(out)) {
		ids = append(ids, OID(line))
	}
	return ids, nil
}

// dateWords says whether all words of a text are such as dates have, and whether
// its numbers are more than one lump of digits that git would not take for a date.
func dateWords(text string) bool {
	digits := strings.TrimSpace(text)
	if n := len(digits); n < 9 && strings.Trim(digits, "0123456789") == "" {
		return false // git reads seconds from nine digits on, and today from fewer
	}
	words := strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return !unicode.IsLetter(c) })
	return !slices.ContainsFunc(words, func(word string) bool { return !isDateWord(word) })
}

func isDateWord(word string) bool {
	single := strings.TrimSuffix(word, "s")
	for _, known := range []string{
		"second", "sec", "minute", "min", "hour", "day", "week", "month", "year", "ago", "last", "now", "today", "yesterday", "noon",
		"midnight", "tea", "never", "am", "pm", "a", "an", "and", "at", "of", "on", "the", "t", "z", "st", "nd", "rd", "th",
		"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
		"utc", "gmt", "est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt", "cet", "cest", "wet", "west", "eet", "eest", "bst", "jst",
	} {
		if word == known || single == known {
			return true
		}
	}
	for _, name := range []string{
		"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
		"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
	} {
		if len(single) >= 3 && strings.HasPrefix(name, single) {
			return true
		}
	}
	return false
}
