package eval_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// bare makes requests as plainly as net/http can.
func bare(b *testing.B, client *http.Client, url string, cases, atOnce int) {
	b.Helper()
	numbers := make(chan int)
	var workers sync.WaitGroup
	for range atOnce {
		workers.Go(func() {
			for n := range numbers {
				body := fmt.Sprintf(`{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"case %d"}]}`, n)
				req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, url+"/chat/completions", strings.NewReader(body))
				if err != nil {
					b.Error(err)
					return
				}
				req.Header.Set("Content-Type", "application/json")
				resp, err := client.Do(req)
				if err != nil {
					b.Error(err)
					return
				}
				if _, err := io.Copy(io.Discard, resp.Body); err != nil {
					b.Error(err)
				}
				if err := resp.Body.Close(); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for n := range cases {
		numbers <- n
	}
	close(numbers)
	workers.Wait()
}
