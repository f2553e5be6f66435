package cmd

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// browsers are the programs that open an address in a browser, the first one that is
// there.
func browsers() [][]string {
	switch runtime.GOOS {
	case "darwin":
		return [][]string{{"open"}}
	case "windows":
		return [][]string{{"rundll32", "url.dll,FileProtocolHandler"}}
	}
	return [][]string{{"xdg-open"}, {"wslview"}, {"sensible-browser"}}
}

// browse opens an address, and does not wait for the browser.
func (a *App) browse(url string) error {
	for _, args := range browsers() {
		program := a.program(args[0])
		if program == "" {
			continue
		}
		c := exec.Command(program, append(args[1:], url)...) //nolint:gosec,noctx // one of the list; it goes on when this process ends
		c.Env = a.Env
		if err := c.Start(); err != nil {
			return err
		}
		go c.Wait() //nolint:errcheck // whether a browser came is seen
		return nil
	}
	return errors.New("there is no program that opens one; open the address by hand")
}

// program finds a program on the path of the App, "" where it is not there.
func (a *App) program(name string) string {
	for _, dir := range filepath.SplitList(a.Getenv("PATH")) {
		for _, ending := range []string{"", ".exe"} {
			file := filepath.Join(dir, name+ending)
			if info, err := os.Stat(file); err == nil && filepath.IsAbs(file) && info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode()&0o111 != 0) {
				return file
			}
		}
	}
	return ""
}
