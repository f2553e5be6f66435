package cmd

import (
	"cmp"
	"errors"
	"strconv"
	"time"

	"github.com/spf13/pflag"

	"github.com/promptgit/promptgit/internal/config"
)

// limitOptions end a run before it makes more calls, or takes longer, than the
// user wants; 0 is what the configuration says.
type limitOptions struct {
	maxCalls int
	maxTime  time.Duration
}

func (o *limitOptions) limitFlags(f *pflag.FlagSet) {
	f.Var((*countFlag)(&o.maxCalls), "max-calls", "stop before `N` calls are passed, retries and judges included")
	f.Var((*durationFlag)(&o.maxTime), "max-time", "stop calling after `DURATION`, such as 90s, 10m or 2h")
}

// over gives the limits with those of the configuration where no flag is set.
func (o limitOptions) over(c config.Eval) (calls int, d time.Duration) {
	return cmp.Or(o.maxCalls, c.MaxCalls), cmp.Or(o.maxTime, c.MaxTime)
}

// countFlag is a whole number from 1 on.
type countFlag int

func (c *countFlag) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return errors.New("it takes a whole number from 1 on")
	}
	*c = countFlag(n)
	return nil
}

func (c *countFlag) Type() string { return "int" }

func (c *countFlag) String() string {
	if *c == 0 {
		return ""
	}
	return strconv.Itoa(int(*c))
}

// durationFlag is a time as promptgit.yaml writes it.
type durationFlag time.Duration

func (d *durationFlag) Set(s string) error {
	v, err := config.ParseDuration(s)
	if err != nil || v <= 0 {
		return errors.New("write it like 90s, 10m or 2h")
	}
	*d = durationFlag(v)
	return nil
}

func (d *durationFlag) Type() string { return "duration" }

func (d *durationFlag) String() string {
	if *d == 0 {
		return ""
	}
	return config.FormatDuration(time.Duration(*d))
}
