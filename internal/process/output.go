package process

import (
	"bytes"
	"errors"
	"strings"
)

const (
	outputLimit = 16 << 20 // bytes
	stderrTail  = 2 << 10
	longestWord = 512 // that may be a credential
)

// ErrTooMuch says that a command wrote more than is kept.
var ErrTooMuch = errors.New("the output is larger than 16 MiB")

// bounded keeps up to limit bytes; more is an error, and full is called.
type bounded struct {
	kept  bytes.Buffer // not embedded: its ReadFrom would pass by Write
	limit int
	full  func()
}

// Write implements io.Writer.
func (b *bounded) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) > b.limit {
		b.full()
		return 0, ErrTooMuch
	}
	return b.kept.Write(p)
}

// tail keeps the last bytes of a stream.
type tail struct {
	kept []byte
	cut  bool
}

// Write implements io.Writer and takes everything.
func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if over := len(t.kept) - stderrTail; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
		t.cut = true
	}
	return len(p), nil
}

// String gives the tail without the word that it was cut in: that may be the half
// of a credential, which nothing could find any more, see [InKey].
func (t *tail) String() string {
	s := strings.ToValidUTF8(string(t.kept), "")
	if t.cut {
		at := 0
		for at < min(len(s), longestWord) && InKey(s[at]) {
			at++
		}
		s = "... " + strings.TrimSpace(strings.ToValidUTF8(s[at:], ""))
	}
	return strings.TrimSpace(s)
}
