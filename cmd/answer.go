package cmd

import (
	"bufio"
	"context"
	"strings"
)

// answer reads one line of what the user types. It gives up when ctx ends: a
// read from a terminal does not.
func (a *App) answer(ctx context.Context) (string, error) {
	type line struct {
		text string
		err  error
	}
	read := make(chan line, 1)
	go func() {
		text, err := bufio.NewReader(a.In).ReadString('\n')
		read <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case l := <-read:
		return strings.TrimSpace(l.text), l.err
	}
}
