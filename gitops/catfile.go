package gitops

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"sync"
)

// errMissing is what git cat-file says of an object that it does not find.
var errMissing = errors.New("missing object")

// catFile is one long-lived "git cat-file --batch" child, started on first
// use and again after it died. One question is asked at a time.
type catFile struct {
	mu    sync.Mutex
	child *catFileChild
}

type catFileChild struct {
	cmd    *exec.Cmd
	cancel context.CancelFunc
	in     io.WriteCloser
	out    *bufio.Reader
	stderr bytes.Buffer
}

// read asks for one object. A canceled context ends the child, since an answer
// may wait for a network that never comes.
func (c *catFile) read(ctx context.Context, r *Repo, id OID) (object, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.child == nil {
		child, err := startCatFile(ctx, r)
		if err != nil {
			return object{}, fmt.Errorf("read object %s: %w", id, err)
		}
		c.child = child
	}
	stop := context.AfterFunc(ctx, c.child.cancel)
	obj, err := c.child.ask(id)
	if canceled := !stop(); !canceled && err == nil {
		return obj, nil
	}
	// Of a damaged object git says "missing" too, and why on standard error,
	// which is whole only when the child has ended.
	said := c.child.stop()
	c.child = nil
	switch {
	case ctx.Err() != nil:
		return object{}, ctx.Err()
	case errors.Is(err, errMissing) && said == "":
		return object{}, errMissing
	}
	return object{}, deadChildError(id, err, said)
}

func (c *catFile) close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.child != nil {
		c.child.stop()
		c.child = nil
	}
	return nil
}

// startCatFile starts a child that outlives ctx. It may fetch the objects of a
// partial clone, and must not ask for a password.
func startCatFile(ctx context.Context, r *Repo) (*catFileChild, error) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	child := &catFileChild{cancel: cancel, cmd: r.command(ctx, "cat-file", "--batch")}
	child.cmd.Env = setEnv(child.cmd.Env, "GIT_TERMINAL_PROMPT", "0")
	child.cmd.Stderr = &child.stderr
	out, err := child.cmd.StdoutPipe()
	if err == nil {
		child.out = bufio.NewReaderSize(out, 64<<10)
		child.in, err = child.cmd.StdinPipe()
	}
	if err == nil {
		err = child.cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, err
	}
	return child, nil
}

// ask writes one id and reads "<id> <kind> <size>", the content, a newline.
func (c *catFileChild) ask(id OID) (object, error) {
	if _, err := io.WriteString(c.in, string(id)+"\n"); err != nil {
		return object{}, err
	}
	line, err := c.out.ReadString('\n')
	if err != nil {
		return object{}, err
	}
	fields := strings.Fields(line)
	if len(fields) == 2 && fields[1] == "missing" {
		return object{}, errMissing
	}
	if len(fields) != 3 {
		return object{}, fmt.Errorf("unexpected answer %q", line)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return object{}, fmt.Errorf("unexpected answer %q: %w", line, err)
	}
	// The size of a damaged object can be anything: room is made for what comes.
	var content bytes.Buffer
	content.Grow(int(min(size, 1<<20)) + bytes.MinRead)
	if _, err = io.CopyN(&content, c.out, size); err != nil {
		return object{}, err
	}
	_, err = c.out.ReadByte()
	return object{id: OID(fields[0]), kind: Kind(fields[1]), content: content.Bytes()}, err
}

// stop ends the child and gives what it wrote to its standard error.
func (c *catFileChild) stop() string {
	// Closing its input lets the child end by itself; the error of either step
	// tells nothing that its last words do not.
	_ = c.in.Close()
	c.cancel()
	_ = c.cmd.Wait()
	return strings.TrimSpace(c.stderr.String())
}

// deadChildError tells a promised object that could not be fetched from one
// that is damaged.
func deadChildError(id OID, err error, said string) error {
	switch {
	case strings.Contains(said, "promisor"), strings.Contains(said, "fetch"):
		return &MissingObjectError{
			ID: id, Detail: firstLine(said),
			Help: partialHelp,
		}
	case said != "":
		return &CorruptObjectError{ID: id, Detail: said}
	}
	return fmt.Errorf("read object %s: git cat-file ended: %w", id, err)
}
