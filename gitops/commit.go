package gitops

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Commit is one commit, as its object says it.
type Commit struct {
	ID      OID
	Tree    OID
	Parents []OID
	Author  string
	Email   string    // of the author, without the angle brackets
	Time    time.Time // the author's, in the author's zone
	Subject string    // first paragraph of the message on one line
	Message string
}

// Commit reads one commit.
func (r *Repo) Commit(ctx context.Context, id OID) (Commit, error) {
	obj, err := r.objects.read(ctx, id, KindCommit)
	if err != nil {
		return Commit{}, err
	}
	c, err := decodeCommit(obj.content)
	if err != nil {
		return Commit{}, &CorruptObjectError{ID: id, Detail: err.Error()}
	}
	c.ID = id
	if head, _, _ := bytes.Cut(obj.content, []byte("\n\n")); bytes.Contains(head, []byte("\nencoding ")) {
		return r.recoded(ctx, id)
	}
	return c, nil
}

// recoded lets git turn a commit that is not in UTF-8 into one that is.
func (r *Repo) recoded(ctx context.Context, id OID) (commit Commit, err error) {
	args := append(logArgs(true), "--no-walk", "--end-of-options", string(id), "--")
	err = r.log(ctx, args, func(c CommitChanges) error { commit = c.Commit; return nil })
	return commit, err
}

// decodeCommit reads header lines up to the blank line, then the message.
// Headers that it does not know, and continuation lines, are passed over.
func decodeCommit(content []byte) (Commit, error) {
	head, message, _ := bytes.Cut(content, []byte("\n\n"))
	c := Commit{Message: string(message), Subject: subject(string(message))}
	for line := range strings.SplitSeq(string(head), "\n") {
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "tree", "parent":
			id, ok := ParseOID(value)
			if !ok {
				return Commit{}, fmt.Errorf("header %q names no object", line)
			}
			if key == "tree" {
				c.Tree = id
			} else {
				c.Parents = append(c.Parents, id)
			}
		case "author":
			c.Author, c.Email, c.Time = parseSignature(value)
		}
	}
	if c.Tree == "" {
		return Commit{}, errors.New("it names no tree")
	}
	return c, nil
}

// parseSignature reads "Name <email> 1763791200 +0100". What old or broken
// tools wrote differently gives zero values, as in git log.
func parseSignature(s string) (name, email string, when time.Time) {
	open, end := strings.Index(s, "<"), strings.LastIndex(s, ">")
	if open < 0 || end < open {
		return strings.TrimSpace(s), "", time.Time{}
	}
	name, email = strings.TrimSpace(s[:open]), s[open+1:end]
	seconds, zone, _ := strings.Cut(strings.TrimSpace(s[end+1:]), " ")
	return name, email, parseTime(seconds, zone)
}

// lastSecond is the last day but one of the year 9999: later times cannot be
// written as RFC 3339 in every zone.
const lastSecond = 253402300799 - 24*60*60

// parseTime reads seconds since 1970 and a zone such as "-0330".
func parseTime(seconds, zone string) time.Time {
	unix, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || unix < 0 || unix > lastSecond {
		return time.Time{}
	}
	offset, err := strconv.Atoi(zone)
	if err != nil || max(offset, -offset) >= 2400 {
		return time.Unix(unix, 0).UTC()
	}
	return time.Unix(unix, 0).In(time.FixedZone("", (offset/100*60+offset%100)*60))
}

// subject joins the lines of a message's first paragraph, as git log does: a
// line of spaces, or of a carriage return, is blank.
func subject(message string) string {
	var lines []string
	for line := range strings.Lines(message) {
		line = strings.ReplaceAll(strings.TrimRight(line, " \t\r\n\v\f"), "\r", " ")
		if line == "" && len(lines) > 0 {
			break
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, " ")
}
