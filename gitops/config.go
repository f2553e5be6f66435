package gitops

import (
	"context"
	"fmt"
	"strings"
)

// Config gives the value of a key in Git's configuration, from all places that
// git reads; the last one counts. ok is false where no one sets it.
func (r *Repo) Config(ctx context.Context, key string) (value string, ok bool, err error) {
	values, err := r.ConfigAll(ctx, key)
	if err != nil || len(values) == 0 {
		return "", false, err
	}
	return values[len(values)-1], true, nil
}

// ConfigAll gives every value of a key, in git's order.
func (r *Repo) ConfigAll(ctx context.Context, key string) ([]string, error) {
	out, err := r.run(ctx, nil, "config", "-z", "--get-all", key)
	if exitCode(err) == 1 {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read git config %s: %w", key, err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00"), nil
}

// SetConfig sets a key in the repository's own configuration, in place of all
// its values there.
func (r *Repo) SetConfig(ctx context.Context, key, value string) error {
	if _, err := r.run(ctx, nil, "config", "--local", "--replace-all", key, value); err != nil {
		return fmt.Errorf("set git config %s: %w", key, err)
	}
	return nil
}

// AddConfig adds a value to a key in the repository's own configuration,
// unless it is there already.
func (r *Repo) AddConfig(ctx context.Context, key, value string) error {
	out, err := r.run(ctx, nil, "config", "--local", "-z", "--get-all", key)
	if err != nil && exitCode(err) != 1 {
		return fmt.Errorf("read git config %s: %w", key, err)
	}
	if strings.Contains("\x00"+string(out), "\x00"+value+"\x00") {
		return nil
	}
	if _, err := r.run(ctx, nil, "config", "--local", "--add", key, value); err != nil {
		return fmt.Errorf("add git config %s: %w", key, err)
	}
	return nil
}

// UnsetConfig removes a key from the repository's own configuration. It is no
// error when it was not there.
func (r *Repo) UnsetConfig(ctx context.Context, key string) error {
	_, err := r.run(ctx, nil, "config", "--local", "--unset-all", key)
	if err != nil && exitCode(err) != 5 {
		return fmt.Errorf("unset git config %s: %w", key, err)
	}
	return nil
}
