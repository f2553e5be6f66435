package config

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// durationPattern is a whole number and a unit.
const durationPattern = `^[0-9]{1,9}(ms|s|m|h|d|w)$`

var durationParts = regexp.MustCompile(`^([0-9]{1,9})(ms|s|m|h|d|w)$`)

// ParseDuration reads a whole number with a unit: 500ms, 60s, 5m, 12h, 30d, 2w.
// A day is 24 hours.
func ParseDuration(s string) (time.Duration, error) {
	parts := durationParts.FindStringSubmatch(s)
	if parts == nil {
		return 0, fmt.Errorf("%q is not a duration such as 60s or 30d", s)
	}
	n, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return 0, err
	}
	d := time.Duration(n) * unit(parts[2])
	if d/unit(parts[2]) != time.Duration(n) {
		return 0, errors.New("the duration is too long")
	}
	return d, nil
}

// FormatDuration writes a duration as ParseDuration reads it, in the largest
// unit that loses nothing down to milliseconds.
func FormatDuration(d time.Duration) string {
	for _, name := range []string{"d", "h", "m", "s"} {
		if u := unit(name); d >= u && d%u == 0 {
			return strconv.FormatInt(int64(d/u), 10) + name
		}
	}
	return strconv.FormatInt(d.Milliseconds(), 10) + "ms"
}

func unit(name string) time.Duration {
	switch name {
	case "w":
		return 7 * 24 * time.Hour
	case "d":
		return 24 * time.Hour
	case "h":
		return time.Hour
	case "m":
		return time.Minute
	case "s":
		return time.Second
	default:
		return time.Millisecond
	}
}
