package cmd

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// How what is posted to a service is tried again. Calls of models are retried by
// the engine alone.
const (
	postTries    = 5
	postPause    = 250 * time.Millisecond // before the second try, doubled for each one more
	postTimeout  = 10 * time.Second       // of one try
	postDeadline = time.Minute            // of all of them
)

// retried tries until it works: again after what may pass, and no sooner than the
// service asks for.
func retried(ctx context.Context, try func(ctx context.Context) (after time.Duration, again bool, err error)) error {
	ctx, cancel := context.WithTimeout(ctx, postDeadline)
	defer cancel()
	pause := postPause
	for n := 1; ; n++ {
		after, again, err := try(ctx)
		if err == nil || !again || n == postTries {
			return err
		}
		pause = max(pause, after)
		if end, _ := ctx.Deadline(); time.Until(end) < pause { // it would end before
			return err
		}
		if sleep(ctx, pause) != nil {
			return err
		}
		pause *= 2
	}
}

// retryAfter is how long an answer asks to wait; a date waits as long as no header.
func retryAfter(h http.Header) time.Duration {
	seconds, _ := strconv.Atoi(h.Get("Retry-After")) // 0 where there is none
	return time.Duration(max(0, min(seconds, 3600))) * time.Second
}

// mayPass says whether a status is that of a trouble that may pass.
func mayPass(code int) bool {
	return code == http.StatusRequestTimeout || code == http.StatusTooManyRequests || code/100 == 5
}
