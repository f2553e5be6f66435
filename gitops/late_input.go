package gitops

import (
	"io"
	"strings"
	"sync"
)

// lateInput is the standard input of a child that is made when the child asks
// for it, and so while it starts.
type lateInput struct {
	write func() (string, error)

	mu   sync.Mutex
	text io.Reader
	err  error
}

func (l *lateInput) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.text == nil {
		var text string
		text, l.err = l.write()
		l.text = strings.NewReader(text)
	}
	if l.err != nil {
		return 0, l.err
	}
	return l.text.Read(p)
}

// close waits until the input is made, if that has begun, and gives its error.
func (l *lateInput) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.text == nil {
		l.text = strings.NewReader("")
	}
	return l.err
}
