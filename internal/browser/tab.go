package browser

import (
	"context"
	"fmt"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Look is how a tab shows pages.
type Look struct {
	Width, Height int64 // CSS pixels
	Dark          bool  // what prefers-color-scheme says
	NoScript      bool  // pages run no JavaScript
}

// Tab is a page of a browser, with cookies of its own.
type Tab struct {
	ctx  context.Context
	end  context.CancelFunc
	seen *record
}

// Open opens an empty tab.
func (b *Browser) Open(look Look) (*Tab, error) {
	t := &Tab{seen: &record{}}
	t.ctx, t.end = chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(t.seen.hear))
	if err := chromedp.Do(t.ctx); err != nil {
		t.end()
		return nil, err
	}
	t.seen.dismiss = t.dismiss
	if err := t.Look(look); err != nil {
		t.end()
		return nil, err
	}
	return t, nil
}

// Close closes the tab and forgets its cookies.
func (t *Tab) Close() {
	t.end()
	t.seen.wait()
}

// Look changes how the tab shows pages.
func (t *Tab) Look(look Look) error {
	scheme := "light"
	if look.Dark {
		scheme = "dark"
	}
	return t.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if _, err := chromedp.Call(ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: look.Width, Height: look.Height, DeviceScaleFactor: 1,
		}); err != nil {
			return err
		}
		if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: look.NoScript})
		return err
	}))
}

// Go opens an address and waits until the page and all that it asked for is there.
func (t *Tab) Go(address string) error {
	if err := t.do(chromedp.Navigate(address)); err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	return nil
}

// Reload opens the same address again.
func (t *Tab) Reload() error { return t.do(chromedp.Reload()) }

// Back goes back as the button of the browser does. It does not wait for the page,
// which may come out of the browser's memory.
func (t *Tab) Back() error { return t.do(chromedp.Evaluate[chromedp.Void]("history.back()")) }

// Type presses the keys of a text one by one; "\r" is Enter, "\t" Tab, "\x1b" Escape.
// A page that takes a key for itself keeps its character from being typed, as with a
// keyboard.
func (t *Tab) Type(keys string) error {
	return t.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		for _, r := range keys {
			events := kb.Encode(r)
			for _, e := range events {
				switch e.Type {
				case kb.KeyChar:
					continue // it is the text of the key that goes down
				case kb.KeyDown, kb.KeyRawDown:
					for _, c := range events {
						if c.Type == kb.KeyChar {
							e.Type, e.Text, e.UnmodifiedText = kb.KeyDown, c.Text, c.UnmodifiedText
						}
					}
				default:
				}
				if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, *e); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

// Click clicks with the mouse on the first element that a CSS selector finds, as soon
// as it can be seen.
func (t *Tab) Click(selector string) error {
	if err := t.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)); err != nil {
		return fmt.Errorf("click on %s: %w", selector, err)
	}
	return nil
}

// Picture is a PNG of the whole page, as wide as the tab.
func (t *Tab) Picture() ([]byte, error) {
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.FullScreenshot(100))
}

func (t *Tab) dismiss() {
	_, _ = chromedp.Call(t.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{}) // the tab may have been closed
}

func (t *Tab) do(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	return chromedp.Do(ctx, steps...)
}
