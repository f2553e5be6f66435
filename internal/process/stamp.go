package process

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Stamp tells without reading them whether the files that a command line names
// may have changed since: by size, time and mode.
func Stamp(argv []string, dir string) string {
	var b strings.Builder
	for _, arg := range argv {
		path := arg
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			fmt.Fprintf(&b, "%d %d %o", info.Size(), info.ModTime().UnixNano(), info.Mode())
		}
		b.WriteByte('\n')
	}
	return b.String()
}
