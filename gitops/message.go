package gitops

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
)

// AddTrailer adds "name: value" to the trailers of a message in a file, in place of
// an earlier value, as git interpret-trailers does: before comments, and what
// --verbose adds. Where the message is yet to be written, an empty line stays
// between it and the trailer.
func (r *Repo) AddTrailer(ctx context.Context, file, name, value string) error {
	// What the user set for trailers of their own must not leave ours out.
	_, err := r.run(ctx, nil, "-c", "trailer.separators=:", "interpret-trailers", "--in-place", "--no-divider",
		"--where=end", "--if-exists=replace", "--if-missing=add", "--trailer", name+": "+value, file)
	if err != nil {
		return fmt.Errorf("add the trailer %s: %w", name, err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("add the trailer %s: %w", name, err)
	}
	if text := bytes.TrimLeft(content, "\n"); bytes.HasPrefix(text, []byte(name+": ")) {
		if err = os.WriteFile(file, append([]byte("\n\n"), text...), 0o666); err != nil {
			return fmt.Errorf("add the trailer %s: %w", name, err)
		}
	}
	return nil
}

// Message reads the message in a file as git will commit it: without comments and
// without what --verbose added below the scissors.
func (r *Repo) Message(ctx context.Context, file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read the message: %w", err)
	}
	if at := scissors.FindIndex(text); at != nil {
		text = text[:at[0]]
	}
	out, err := r.run(ctx, bytes.NewReader(text), "stripspace", "--strip-comments")
	if err != nil {
		return "", fmt.Errorf("read the message: %w", err)
	}
	return string(out), nil
}

// scissors is the line below which Git drops everything, after the comment
// character.
var scissors = regexp.MustCompile(`(?m)^\S+ -{24} >8 -{24}\r?$`)
