package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/promptgit/promptgit/internal/browser"
)

// interactive is what a reader waits for: the file is loaded and laid out, and the
// last part that was closed is open and laid out.
const interactive = `(async () => {
	const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
	if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done, {once: true}));
	await frame();
	const closed = [...document.querySelectorAll("details:not([open])")].at(-1);
	closed.open = true;
	closed.scrollIntoView();
	await frame();
	return closed.getBoundingClientRect().height;
})()`

// opened measures how long Chromium takes until the file can be used, as the
// median of five, and says so on a machine without one.
func opened(ctx context.Context, b *lab, file string) (string, error) {
	path, err := browser.Find(os.Getenv)
	if errors.Is(err, browser.ErrNone) {
		return "not opened: there is no Chromium", nil
	}
	if err != nil {
		return "", err
	}
	profile, err := os.MkdirTemp(b.dir, "profile")
	if err != nil {
		return "", err
	}
	chromium, err := browser.Start(ctx, path, profile)
	if err != nil {
		return "", err
	}
	var times []time.Duration
	for range 5 {
		took, one := openOnce(chromium, file)
		if err = errors.Join(err, one); err != nil {
			break
		}
		times = append(times, took)
	}
	if err = errors.Join(err, chromium.Close()); err != nil {
		return "", err
	}
	slices.SortFunc(times, cmp.Compare)
	return "usable in Chromium after " + ms(times[len(times)/2]), nil
}

func openOnce(chromium *browser.Browser, file string) (took time.Duration, err error) {
	tab, err := chromium.Open(browser.Look{Width: 1280, Height: 900})
	if err != nil {
		return 0, err
	}
	defer tab.Close()
	begin := time.Now()
	if err = tab.Go("file://" + file); err != nil {
		return 0, err
	}
	height, err := browser.Ask[float64](tab, interactive)
	took = time.Since(begin)
	if err == nil && height < 20 {
		err = fmt.Errorf("the part that was opened is %.0f pixels high", height)
	}
	return took, err
}
