package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	largeCases  = 100_000
	largeAtOnce = 256
)

// benchLarge judges 100,000 cases against a server that takes 5 ms, and tells
// the memory of the program after each tenth of its calls.
func benchLarge(ctx context.Context, b *lab) (string, error) {
	l, err := newLarge(ctx, b)
	if err != nil {
		return "", err
	}
	defer l.server.Close()
	p, err := l.start(ctx, b, "--no-cache", "--output", "out.json")
	if err != nil {
		return "", err
	}
	start := time.Now()
	var curve []string
	for tenth := range 11 {
		if !l.waitFor(p, int64(max(1, tenth*largeCases/10))) {
			break
		}
		curve = append(curve, strconv.Itoa(residentMiB(p.cmd.Process.Pid)))
	}
	calls := time.Since(start)
	used, err := p.wait()
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%.0f cases a second, %.2f ms CPU a case, MiB at each tenth: %s; %.0f MiB peak; %.1f s after the last call",
		float64(largeCases)/calls.Seconds(), used.cpu.Seconds()*1000/largeCases, strings.Join(curve, " "), used.peakMiB, (used.wall - calls).Seconds()), nil
}

// large is a repository of 100,000 cases, and the server that they ask.
type large struct {
	dir    string
	server *httptest.Server
	asked  atomic.Int64
}

func newLarge(ctx context.Context, b *lab) (*large, error) {
	l := &large{}
	l.server = modelServer(5*time.Millisecond, func() { l.asked.Add(1) })
	dir, err := evalRepo(ctx, b, "large", largeCases, l.server.URL)
	if err != nil {
		l.server.Close()
		return nil, err
	}
	l.dir = dir
	if err = git(ctx, dir, nil, "add", "."); err == nil {
		err = git(ctx, dir, nil, "commit", "-q", "-m", "one")
	}
	return l, err
}

// benchInterrupt stops such an eval of a commit in the middle, and tells how long
// it takes from the signal to the end, the record of what was finished included.
func benchInterrupt(ctx context.Context, b *lab) (string, error) {
	l, err := newLarge(ctx, b)
	if err != nil {
		return "", err
	}
	defer l.server.Close()
	var took []string
	for range 5 {
		p, err := l.start(ctx, b, "HEAD", "--no-cache")
		if err != nil {
			return "", err
		}
		if !l.waitFor(p, largeCases/2) {
			_, err = p.wait()
			return "", errors.Join(errors.New("it ended by itself"), err)
		}
		start, before := time.Now(), cpuSoFar(p.cmd.Process.Pid)
		if err = p.cmd.Process.Signal(os.Interrupt); err != nil {
			return "", err
		}
		used, err := p.wait()
		if err != nil {
			return "", err
		}
		took = append(took, fmt.Sprintf("%d (%d)", time.Since(start).Milliseconds(), (used.cpu-before).Milliseconds()))
		for _, ref := range []string{"results", "scores"} { // records of the one before would be read first
			if err = git(ctx, l.dir, nil, "update-ref", "-d", "refs/notes/promptgit/"+ref); err != nil {
				return "", err
			}
		}
	}
	return strings.Join(took, ", ") + " ms (of CPU)", nil
}

// running is a program under way.
type running struct {
	cmd   *exec.Cmd
	said  bytes.Buffer
	start time.Time
	ended chan error
}

func (l *large) start(ctx context.Context, b *lab, args ...string) (*running, error) {
	l.asked.Store(0)
	p := &running{ended: make(chan error, 1)}
	p.cmd = exec.CommandContext(ctx, b.tool, append([]string{"eval", "-j", strconv.Itoa(largeAtOnce)}, args...)...)
	p.cmd.Dir, p.cmd.Stderr = l.dir, &p.said
	p.cmd.Env = append(append(os.Environ(), isolated...), "PROMPTGIT_TRUST=1")
	p.start = time.Now()
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.cmd.Wait() }()
	return p, nil
}

// waitFor waits until the server was asked n times. It is false where the
// program ended before that.
func (l *large) waitFor(p *running, n int64) bool {
	for l.asked.Load() < n {
		select {
		case err := <-p.ended:
			p.ended <- err
			return false
		case <-time.After(time.Millisecond):
		}
	}
	return true
}

// wait gives what the program used. Exit codes 1 and 130 are answers.
func (p *running) wait() (cost, error) {
	err := <-p.ended
	wall := time.Since(p.start)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1 && exit.ExitCode() != 130) {
		return cost{}, fmt.Errorf("%v: %w\n%s", p.cmd.Args, err, p.said.String())
	}
	used := cost{wall: wall, cpu: p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()}
	if usage, ok := p.cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		used.peakMiB = float64(usage.Maxrss) / 1024
	}
	return used, nil
}

// cpuSoFar is the processor time that a process used, 0 where the system does not
// tell; to a hundredth of a second.
func cpuSoFar(pid int) time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:])) // from the third one on
	ticks := 0
	for _, text := range fields[11:13] { // utime and stime
		n, _ := strconv.Atoi(text) // the kernel writes numbers
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// residentMiB is the memory that a process holds now, 0 where the system does
// not tell.
func residentMiB(pid int) int {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw))
	pages, err := strconv.Atoi(fields[1])
	if err != nil {
		return 0
	}
	return pages * os.Getpagesize() >> 20
}
