package gitops

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The identity of commits that promptgit makes where the user has none.
const (
	fallbackName  = "promptgit"
	fallbackEmail = "promptgit@localhost"
)

// Signature is who did something, and when.
type Signature struct {
	Name, Email string
	When        time.Time
}

// CommitData is the content of a commit object to write.
type CommitData struct {
	Tree    OID
	Parents []OID
	Author  Signature // the committer too, where there is no other
	Message string

	Committer *Signature
}

// WriteCommit stores a commit object. No ref is moved.
func (r *Repo) WriteCommit(ctx context.Context, c CommitData) (OID, error) {
	return r.writeOne(ctx, Object{Kind: KindCommit, Content: EncodeCommit(c)})
}

// EncodeCommit gives the content of the commit object.
func EncodeCommit(c CommitData) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", c.Tree)
	for _, parent := range c.Parents {
		fmt.Fprintf(&b, "parent %s\n", parent)
	}
	who := c.Author.String()
	committer := who
	if c.Committer != nil {
		committer = c.Committer.String()
	}
	fmt.Fprintf(&b, "author %s\ncommitter %s\n\n%s", who, committer, strings.ReplaceAll(c.Message, "\x00", ""))
	if !strings.HasSuffix(c.Message, "\n") {
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

// String gives "Name <email> seconds zone", with the characters dropped that
// Git does not allow there.
func (s Signature) String() string {
	seconds := max(0, s.When.Unix()) // Git knows no time before 1970
	return clean(s.Name) + " <" + clean(s.Email) + "> " + strconv.FormatInt(seconds, 10) + " " + s.When.Format("-0700")
}

func clean(s string) string {
	drop := func(c rune) rune {
		if c < ' ' || c == '<' || c == '>' {
			return -1
		}
		return c
	}
	return strings.TrimSpace(strings.Map(drop, s))
}

// Identity is the user that Git would commit as at this time, or promptgit
// itself where Git knows none.
func (r *Repo) Identity(ctx context.Context, when time.Time) Signature {
	who, err := r.committer(ctx)
	if err != nil {
		who.Name, who.Email = fallbackName, fallbackEmail
	}
	who.When = when
	return who
}

// committer is the same with the time that Git would write now.
func (r *Repo) committer(ctx context.Context) (Signature, error) {
	ask := func(r *runner) (Signature, error) {
		line, err := r.line(ctx, "-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT")
		name, email, when := parseSignature(line)
		return Signature{name, email, when}, err
	}
	who, err := ask(r.runner)
	if err == nil && who.Name != "" && who.Email != "" || exitCode(err) < 0 && err != nil {
		return who, err
	}
	own := *r.runner
	own.env = setEnv(own.env, "GIT_COMMITTER_NAME", fallbackName, "GIT_COMMITTER_EMAIL", fallbackEmail)
	return ask(&own)
}
