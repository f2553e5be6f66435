package cmd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
)

// evalEnv set to 0 keeps a commit from being judged in the background.
const evalEnv = "PROMPTGIT_EVAL"

// waitingEval is what is to be judged in the background: the newest version of each
// prompt that changed after base, at tip. A later commit takes the place of tip.
type waitingEval struct {
	V    int        `json:"v"`
	Base gitops.OID `json:"base"` // "" for the beginning
	Tip  gitops.OID `json:"tip"`
	Each bool       `json:"each"` // every version after base, as of a save that was split
}

// backgroundDir holds what waits, who works and what came of it.
func backgroundDir(repo *gitops.Repo) string {
	return filepath.Join(repo.CommonDir, "promptgit", "background")
}

// worktreeFile is a file of the folder that belongs to one worktree.
func worktreeFile(repo *gitops.Repo, kind string) string {
	sum := sha256.Sum256([]byte(filepath.ToSlash(repo.GitDir)))
	return filepath.Join(backgroundDir(repo), kind+"-"+hex.EncodeToString(sum[:8]))
}

func waitingFile(repo *gitops.Repo) string { return worktreeFile(repo, "waiting") + ".json" }

// evalLog is what the process in the background says.
func evalLog(repo *gitops.Repo) string { return filepath.Join(repo.CommonDir, "promptgit", "eval.log") }

// judgesAfterCommit says whether commits are judged in the background, by the
// configuration of a state.
func (a *App) judgesAfterCommit(ctx context.Context, repo *gitops.Repo, at gitops.Snapshot) (bool, error) {
	if a.Getenv(evalEnv) == "0" || repo.Top == "" {
		return false, nil
	}
	conf, err := readConfig(ctx, at)
	if err != nil {
		return false, err
	}
	return conf.Eval.On == config.PostCommit, nil
}

// judgeLater notes what is to be judged and starts the process that does it. It
// returns at once.
func judgeLater(app *App, repo *gitops.Repo, next waitingEval) error {
	if err := os.MkdirAll(backgroundDir(repo), 0o700); err != nil {
		return err
	}
	next.V = 1
	err := lockedfile.Transform(waitingFile(repo), func(raw []byte) ([]byte, error) {
		var before waitingEval
		if json.Unmarshal(raw, &before) == nil && before.V == 1 && before.Tip != "" {
			next.Base, next.Each = before.Base, next.Each && before.Each
		}
		return json.Marshal(next)
	})
	if err != nil {
		return err
	}
	return startBackground(app, repo)
}

// maxEvalLog is the size from which the log begins anew.
const maxEvalLog = 1 << 20

// startBackground starts this program apart from the terminal and from the process
// group: neither Ctrl-C nor the end of the terminal reaches it, and who waits for the
// output of a commit need not wait for it.
func startBackground(app *App, repo *gitops.Repo) error {
	flags := os.O_CREATE | os.O_WRONLY | os.O_APPEND
	if info, err := os.Stat(evalLog(repo)); err == nil && info.Size() > maxEvalLog {
		flags |= os.O_TRUNC
	}
	log, err := os.OpenFile(evalLog(repo), flags, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()                                                                         //nolint:errcheck // the process has its own
	c := exec.Command(app.Executable, "hook", backgroundCommand, "--", repo.Top, repo.GitDir) //nolint:noctx // it outlives this one
	c.Dir, c.Env, c.Stdout, c.Stderr, c.SysProcAttr = repo.Top, outsideHook(app.Env), log, log, detached()
	if err := c.Start(); err != nil {
		return err
	}
	return c.Process.Release()
}

// outsideHook is an environment without what git tells its hooks: a command of the
// repository that asks git about another one must not hear of this.
func outsideHook(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(kv string) bool {
		name, _, _ := strings.Cut(kv, "=")
		switch name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EDITOR", "GIT_REFLOG_ACTION", "GIT_EXEC_PATH", "GIT_QUARANTINE_PATH",
			"GIT_INTERNAL_SUPER_PREFIX", "GIT_LITERAL_PATHSPECS", "GIT_COMMON_DIR", allowEnv, variableEnv:
			return true
		}
		return false
	})
}

// takeWaiting reads what waits, nil for nothing.
func takeWaiting(repo *gitops.Repo) (*waitingEval, error) {
	raw, err := lockedfile.Read(waitingFile(repo))
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(raw) == 0 {
		return nil, nil //nolint:nilnil // nothing waits
	}
	var w waitingEval
	if err == nil {
		err = json.Unmarshal(raw, &w)
	}
	if err != nil || w.V != 1 || w.Tip == "" {
		return nil, errors.Join(fmt.Errorf("read what waits to be judged: %w", err), os.Remove(waitingFile(repo)))
	}
	return &w, nil
}

// doneWaiting forgets what was judged. What came meanwhile stays, and begins where
// that ended.
func doneWaiting(repo *gitops.Repo, done waitingEval) error {
	return lockedfile.Transform(waitingFile(repo), func(raw []byte) ([]byte, error) {
		var now waitingEval
		if json.Unmarshal(raw, &now) != nil || now.Tip == done.Tip {
			return nil, nil //nolint:nilerr // what cannot be read is forgotten, too
		}
		now.Base = done.Tip
		return json.Marshal(now)
	})
}
