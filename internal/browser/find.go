package browser

import (
	"errors"
	"fmt"
	"os/exec"
)

// ErrNone says that this machine has no Chromium.
var ErrNone = errors.New("there is no chromium, chromium-browser or google-chrome on PATH, and CHROME names none")

// Find gives the path of a Chromium: what the environment names as CHROME, else
// the first on PATH under the names of its packages, else [ErrNone].
func Find(getenv func(string) string) (string, error) {
	if named := getenv("CHROME"); named != "" {
		path, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("CHROME: %w", err)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNone
}
