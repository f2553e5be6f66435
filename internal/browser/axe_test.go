package browser_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/promptgit/promptgit/internal/browser"
)

// axeVersion and axeIntegrity are those of the package that .ci/run fetches; the
// registry says the same of it.
const (
	axeVersion   = "4.14.1"
	axeIntegrity = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
)

// axeSource reads the script out of the package.
var axeSource = sync.OnceValues(func() (string, error) {
	file := os.Getenv("PROMPTGIT_AXE")
	if file == "" {
		return "", errors.New("PROMPTGIT_AXE names no package of axe-core " + axeVersion)
	}
	raw, err := os.ReadFile(file) //nolint:gosec // named by who runs the tests
	if err != nil {
		return "", err
	}
	if sum := sha512.Sum512(raw); base64.StdEncoding.EncodeToString(sum[:]) != axeIntegrity {
		return "", fmt.Errorf("%s is not axe-core %s", file, axeVersion)
	}
	plain, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return "", err
	}
	for files := tar.NewReader(plain); ; {
		h, err := files.Next()
		if err != nil {
			return "", err
		}
		if h.Name == "package/axe.min.js" {
			script, err := io.ReadAll(files)
			return string(script), err
		}
	}
})

// axe gives what axe-core finds serious or critical on a page. Where there is no axe
// it finds nothing; a file that is named and is none fails.
func axe(t *testing.T, page *browser.Tab) []string {
	t.Helper()
	source, err := axeSource()
	if err != nil {
		if os.Getenv("PROMPTGIT_AXE") != "" {
			t.Fatal(err)
		}
		return nil
	}
	const run = `;axe.run(document, {resultTypes: ["violations"], preload: false}).then(r => r.violations
		.filter(v => v.impact === "serious" || v.impact === "critical")
		.map(v => v.impact + " " + v.id + ": " + v.nodes.length + " x " + v.nodes.slice(0, 3).map(n => n.target.join(" ") + " " + n.html.slice(0, 120) + " " + n.any.map(c => c.message).join(" ")).join(" | ")))`
	found := ask[[]string](t, page, source+run)
	if v := ask[string](t, page, "axe.version"); v != axeVersion || !strings.Contains(source, axeVersion) {
		t.Fatalf("axe-core is of version %q", v)
	}
	return found
}

func TestAxeFindsWhatKeepsPeopleOut(t *testing.T) {
	t.Parallel()
	page := open(t, browser.Look{Width: wide})
	must(t, page.Go(site(t, "default-src 'none'", "<html lang=en><h1>h</h1><input><a href=/next></a>")))
	found := strings.Join(axe(t, page), "\n")
	if os.Getenv("PROMPTGIT_AXE") != "" && (!strings.Contains(found, "critical label: 1 x input") || !strings.Contains(found, "serious link-name: 1 x a")) {
		t.Errorf("found only %q", found)
	}
}
