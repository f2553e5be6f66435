package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"time"

	"golang.org/x/sys/unix"
)

// benchLogFirst measures from the start of log to the 24th line on a terminal of
// 120 columns, beside promptgit version there.
func benchLogFirst(ctx context.Context, b *lab) (string, error) {
	dir, err := logRepo(ctx, b)
	if err != nil {
		return "", err
	}
	const lines = 24
	on := func(lines int, args ...string) func() (cost, error) {
		return func() (cost, error) { return untilLines(ctx, dir, lines, append([]string{b.tool}, args...)...) }
	}
	empty := on(1, "version")
	plain, bare, ratio, err := inTurn(15, on(lines, "log", "--no-pager"), empty)
	if err != nil {
		return "", err
	}
	paged, _, pagedRatio, err := inTurn(15, on(lines, "log"), empty)
	return fmt.Sprintf("%s (%.1f x promptgit version, %s), through less %s (%.1f x)",
		ms(plain.wall), ratio, ms(bare.wall), ms(paged.wall), pagedRatio), err
}

// untilLines runs a program on a terminal until so many lines stand there.
func untilLines(ctx context.Context, dir string, lines int, args ...string) (cost, error) {
	ours, theirs, err := terminal()
	if err != nil {
		return cost{}, err
	}
	defer ours.Close() //nolint:errcheck // nobody reads on
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Dir, c.Stdin, c.Stdout, c.Stderr = dir, theirs, theirs, theirs
	c.Env = append(append(os.Environ(), isolated...), "TERM=xterm-256color", "LC_ALL=C.UTF-8", "PAGER=less", "GIT_PAGER=less", "LESS=FRX")
	c.SysProcAttr = &unix.SysProcAttr{Setsid: true, Setctty: true}
	start := time.Now()
	err = c.Start()
	_ = theirs.Close() // the program has its own
	if err != nil {
		return cost{}, err
	}
	seen, part := 0, make([]byte, 64<<10)
	for seen < lines {
		n, err := ours.Read(part)
		if seen += bytes.Count(part[:n], []byte("\n")); err != nil && seen < lines {
			return cost{}, fmt.Errorf("%v: %d lines, then %w", args, seen, err)
		}
	}
	took := time.Since(start)
	_ = ours.Close() // ends the program and its pager, whatever they say
	_ = c.Wait()
	return cost{wall: took}, nil
}

// terminal opens both sides of one of 40 lines and 120 columns.
func terminal() (ours, theirs *os.File, err error) {
	ours, err = os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	fd := int(ours.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 120})
	}
	if err == nil {
		theirs, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		_ = ours.Close() // nothing was written
	}
	return ours, theirs, err
}
