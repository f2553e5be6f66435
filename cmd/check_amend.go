package cmd

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// amending reports whether this process was started, through hooks and their
// managers, by a git commit --amend. Git gives a pre-commit hook no sign of it,
// so the command lines of the ancestors are looked at; outside of a commit
// (GIT_INDEX_FILE is always set in one) there is nothing to look for.
func amending(ctx context.Context, app *App) bool {
	const generations = 8
	if app.Getenv("GIT_INDEX_FILE") == "" {
		return false
	}
	pid := os.Getppid()
	for range generations {
		if pid <= 1 {
			return false
		}
		parent, args, ok := process(ctx, pid)
		if !ok {
			return false
		}
		if commits, amends := commitArgs(args); commits {
			return amends
		}
		pid = parent
	}
	return false
}

// process gives the parent and the command line of a process: from /proc where
// there is one, else from ps.
func process(ctx context.Context, pid int) (parent int, args []string, ok bool) {
	if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid)); err == nil {
		line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err != nil {
			return 0, nil, false
		}
		// The name before it is in parentheses and may hold any byte.
		fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
		if len(fields) < 2 {
			return 0, nil, false
		}
		parent, err = strconv.Atoi(fields[1])
		return parent, strings.Split(strings.TrimSuffix(string(line), "\x00"), "\x00"), err == nil
	}
	out, err := exec.CommandContext(ctx, "ps", "-o", "ppid=", "-o", "args=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, nil, false
	}
	fields := strings.Fields(string(out))
	if len(fields) < 2 {
		return 0, nil, false
	}
	parent, err = strconv.Atoi(fields[0])
	return parent, fields[1:], err == nil
}

// commitArgs tells a git commit, and whether it amends. Git takes every unique
// beginning of an option: --am is enough.
func commitArgs(args []string) (commits, amends bool) {
	if name := strings.TrimSuffix(filepath.Base(args[0]), ".exe"); name != "git" {
		return false, false
	}
	at := slices.Index(args, "commit")
	if at < 0 {
		return false, false
	}
	rest := args[at+1:]
	for i := 0; i < len(rest) && rest[i] != "--"; i++ {
		switch {
		case rest[i] == "-m", rest[i] == "--message", rest[i] == "-F", rest[i] == "--file":
			i++ // its value may look like anything
		case len(rest[i]) >= len("--am") && strings.HasPrefix("--amend", rest[i]):
			return true, true
		}
	}
	return true, false
}
