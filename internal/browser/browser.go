package browser

import (
	"context"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"
)

// Patience is how long a browser may take for one thing before it counts as hung.
// It is generous: two cores may be busy with tests under the race detector.
const Patience = 2 * time.Minute

// Browser is a running Chromium without a window.
type Browser struct {
	ctx       context.Context
	allocator context.CancelFunc
}

// Start runs the Chromium at a path with a new profile in an empty folder. No name
// of a host is resolved: what a page asks of another machine fails, and stands in
// what its tab saw.
func Start(ctx context.Context, path, profile string) (*Browser, error) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.UserDataDir(profile),
		chromedp.NoSandbox, // a container gives a root user no other way, and all pages are our own
		chromedp.Env("HOME="+profile, "XDG_CONFIG_HOME="+profile, "XDG_CACHE_HOME="+profile),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"),
		chromedp.Flag("no-proxy-server", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disk-cache-dir", filepath.Join(profile, "cache")),
	)
	ctx, allocator := chromedp.NewExecAllocator(context.WithoutCancel(ctx), options...)
	ctx, _ = chromedp.NewContext(ctx) // Close ends it
	b := &Browser{ctx, allocator}
	if err := chromedp.Do(ctx); err != nil {
		allocator()
		return nil, err
	}
	return b, nil
}

// Close ends the browser and waits until its process has ended.
func (b *Browser) Close() error {
	err := chromedp.Cancel(b.ctx)
	b.allocator()
	return err
}
