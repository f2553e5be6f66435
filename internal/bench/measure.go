package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// cost is what one process used.
type cost struct {
	wall, cpu time.Duration
	peakMiB   float64
}

// command runs a program once. An exit code of 1 is an answer and no failure.
func command(ctx context.Context, dir string, env []string, args ...string) (cost, error) {
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Dir = dir
	c.Env = append(os.Environ(), env...)
	var said bytes.Buffer
	c.Stderr = &said
	start := time.Now()
	err := c.Run()
	wall := time.Since(start)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return cost{}, fmt.Errorf("%v: %w\n%s", args, err, said.String())
	}
	used := cost{wall: wall, cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		used.peakMiB = float64(usage.Maxrss) / 1024
	}
	return used, nil
}

// inTurn runs a and b alternately n times after a warm-up and gives the median
// of each and the median of the ratios of their wall times, pair by pair.
func inTurn(n int, a, b func() (cost, error)) (ca, cb cost, ratio float64, err error) {
	var as, bs []cost
	var ratios []float64
	for i := range n + 1 {
		x, err := a()
		if err != nil {
			return cost{}, cost{}, 0, err
		}
		y, err := b()
		if err != nil {
			return cost{}, cost{}, 0, err
		}
		if i == 0 {
			continue
		}
		as, bs = append(as, x), append(bs, y)
		ratios = append(ratios, float64(x.wall)/float64(y.wall))
	}
	slices.Sort(ratios)
	return middle(as), middle(bs), ratios[len(ratios)/2], nil
}

// middle is the run with the median wall time.
func middle(list []cost) cost {
	slices.SortFunc(list, func(a, b cost) int { return int(a.wall - b.wall) })
	return list[len(list)/2]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
