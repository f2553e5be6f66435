package browser_test

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// project is a repository in which the real promptgit runs.
type project struct {
	root string // of everything
	dir  string // the repository
	env  []string
}

func newProject(root string) (*project, error) {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	p := &project{root: root, dir: filepath.Join(root, "repo")}
	p.env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Join(root, "home"), "XDG_STATE_HOME=" + filepath.Join(root, "state"),
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=Ada", "GIT_AUTHOR_EMAIL=ada@example.com", "GIT_COMMITTER_NAME=Ada", "GIT_COMMITTER_EMAIL=ada@example.com", noWait,
	}
	return p, errors.Join(os.Mkdir(p.dir, 0o777), os.Mkdir(filepath.Join(root, "home"), 0o777))
}

// command is a program in the repository.
func (p *project) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...) //nolint:noctx // it ends with the test, or is ended
	c.Dir, c.Env = p.dir, p.env
	return c
}

// run runs a program to its end.
func (p *project) run(name string, args ...string) (string, error) {
	c := p.command(name, args...)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		err = errors.New(name + " " + strings.Join(args, " ") + ": " + err.Error() + "\n" + stderr.String())
	}
	return strings.TrimSuffix(string(out), "\n"), err
}

func (p *project) ok(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := p.run(name, args...)
	must(t, err)
	return out
}

func (p *project) write(t *testing.T, path, content string) {
	t.Helper()
	path = filepath.Join(p.dir, path)
	mode := os.FileMode(0o666)
	if strings.HasSuffix(path, ".sh") {
		mode = 0o777
	}
	must(t, errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(content), mode)))
}

// service is promptgit serve as a process.
type service struct {
	*project
	process *exec.Cmd
	address string // with the token
	base    string // without it and without a slash
}

func (p *project) serve(args ...string) (*service, error) {
	c := p.command("promptgit", append([]string{"serve", "--listen", "0"}, args...)...)
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err = c.Start(); err != nil {
		return nil, err
	}
	s := &service{project: p, process: c}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, errors.Join(err, s.end())
	}
	s.address = strings.TrimSpace(line)
	s.base, _, _ = strings.Cut(s.address, "/?")
	return s, nil
}

// end ends the server as Ctrl-C does.
func (s *service) end() error {
	if err := s.process.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return s.process.Wait()
}

// serving is a server of a project's own, until the test ends.
func (p *project) serving(t *testing.T, args ...string) *service {
	t.Helper()
	s, err := p.serve(args...)
	must(t, err)
	t.Cleanup(func() {
		if err := s.end(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func ownProject(t *testing.T) *project {
	t.Helper()
	p, err := newProject(t.TempDir())
	must(t, err)
	p.ok(t, "git", "init", "-q", "-b", "main")
	return p
}

// demo is the repository of promptgit demo, served to all tests that only look.
func demo(t *testing.T) *service {
	t.Helper()
	needsBrowser(t)
	shared.served.Do(func() {
		root, err := os.MkdirTemp("", "demo") //nolint:usetesting // it outlives the test that comes first
		if err == nil {
			shared.roots = append(shared.roots, root)
			shared.demo, err = demoIn(root)
		}
		shared.demoErr = err
	})
	must(t, shared.demoErr)
	return shared.demo
}

func demoIn(root string) (*service, error) {
	p, err := newProject(root)
	if err != nil {
		return nil, err
	}
	if _, err = p.run("promptgit", "demo", p.dir); err != nil {
		return nil, err
	}
	if _, err = p.run("git", "tag", "v1.0", "HEAD~4"); err != nil {
		return nil, err
	}
	return p.serve("--write")
}
