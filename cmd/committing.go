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

// commitCommand is what the command line of a git commit says.
type commitCommand struct {
	amends   bool
	texts    []string // of its message
	trailers []string
	file     string // that holds the message, "" for none
	unread   bool   // the message is there, where only commit-msg reads it
}

// committing finds the git commit that started this process, through hooks and
// their managers. Git gives a pre-commit hook no sign of --amend and not the
// message, so the command lines of the ancestors are looked at; outside of a
// commit (GIT_INDEX_FILE is always set in one) there is nothing to look for.
func committing(ctx context.Context, app *App) (commitCommand, bool) {
	const generations = 8
	if app.Getenv("GIT_INDEX_FILE") == "" {
		return commitCommand{}, false
	}
	pid := os.Getppid()
	for range generations {
		if pid <= 1 {
			break
		}
		parent, args, ok := process(ctx, pid)
		if !ok {
			break
		}
		if c, commits := commitArgs(args); commits {
			return c, true
		}
		pid = parent
	}
	return commitCommand{}, false
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
	out, err := exec.CommandContext(ctx, "ps", "-ww", "-o", "ppid=", "-o", "args=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0, nil, false
	}
	return psLine(string(out))
}

// psLine reads what ps prints of a process: its parent, then its arguments, in
// which blanks are no longer told from those between them.
func psLine(out string) (parent int, args []string, ok bool) {
	fields := strings.Fields(out)
	if len(fields) < 2 {
		return 0, nil, false
	}
	parent, err := strconv.Atoi(fields[0])
	return parent, fields[1:], err == nil
}

// commitArgs reads the arguments of a git commit; false for any other command.
// Git takes every unique beginning of an option: --am is enough.
func commitArgs(args []string) (c commitCommand, commits bool) {
	if name := strings.TrimSuffix(filepath.Base(args[0]), ".exe"); name != "git" {
		return c, false
	}
	at := slices.Index(args, "commit")
	if at < 0 {
		return c, false
	}
	rest := args[at+1:]
	for i := 0; i < len(rest) && rest[i] != "--"; i++ {
		name, v, joined := strings.Cut(rest[i], "=")
		takes := func() string { // the value, wherever it stands
			if !joined && i+1 < len(rest) {
				i++
				return rest[i]
			}
			return v
		}
		switch {
		case isOption(name, "--message", "--m"):
			c.texts = append(c.texts, takes())
		case isOption(name, "--trailer", "--tr"):
			c.trailers = append(c.trailers, strings.Replace(takes(), "=", ": ", 1))
		case isOption(name, "--file", "--fil"):
			c.file = takes()
		case isOption(name, "--reuse-message", "--reu"), isOption(name, "--reedit-message", "--ree"):
			c.unread = true
			takes()
		case isOption(name, "--amend", "--am"):
			c.amends = true
		case len(name) > 1 && name[0] == '-' && name[1] != '-':
			// Short options may be joined, the last with its value: -am TEXT, -mTEXT.
			short := rest[i]
			if flag := strings.IndexAny(short, "mFCc"); flag > 0 && !strings.ContainsAny(short[:flag], "tuS") {
				text := short[flag+1:]
				if text == "" && i+1 < len(rest) {
					i++
					text = rest[i]
				}
				switch short[flag] {
				case 'm':
					c.texts = append(c.texts, text)
				case 'F':
					c.file = text
				default:
					c.unread = true
				}
			}
		}
	}
	c.unread = c.unread || c.file == "-"
	return c, true
}

// isOption tells an option, or a beginning of it that is no shorter than least.
func isOption(arg, name, least string) bool {
	return len(arg) >= len(least) && strings.HasPrefix(name, arg)
}

// said is what the command line says of the commit in trailers.
func (c commitCommand) said(app *App) vouched {
	v := vouchedIn("subject\n\n" + strings.Join(c.trailers, "\n")).or(vouchedIn(strings.Join(c.texts, "\n\n")))
	if c.file == "" || c.file == "-" {
		return v
	}
	name := c.file
	if !filepath.IsAbs(name) {
		name = filepath.Join(app.Dir, app.Getenv("GIT_PREFIX"), name)
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return v // git itself says what is wrong with it
	}
	return v.or(vouchedIn(string(content)))
}
