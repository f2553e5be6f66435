package browser

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// Ask evaluates JavaScript in the page and gives its value, awaited where it is a
// promise. It works in a tab whose pages run no script, and whatever the page's
// content security policy says.
func Ask[T any](t *Tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		return v, fmt.Errorf("%s: %w", shorten(expression), err)
	}
	return v, nil
}

// Until waits until a JavaScript expression is true in the page, over reloads and
// new pages.
func (t *Tab) Until(expression string) error {
	ctx, cancel := context.WithTimeout(t.ctx, Patience)
	defer cancel()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	var last error
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if ok && err == nil {
			return nil
		}
		if ctx.Err() == nil {
			last = err // between two pages there is nothing to evaluate in
		}
		select {
		case <-ctx.Done():
			if last != nil {
				return fmt.Errorf("%s: %w", shorten(expression), last)
			}
			where, _ := Ask[string](t, "location.href")
			return fmt.Errorf("%s is not true after %s at %s", shorten(expression), Patience, where)
		case <-again.C:
		}
	}
}

func shorten(text string) string {
	if len(text) > 200 {
		return text[:200] + " …"
	}
	return text
}
