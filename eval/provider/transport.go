package provider

import (
	"net/http"
	"time"
)

// Transport gives an HTTP transport for as many calls at once to one host:
// without it all but two connections would be made anew for each call.
// Deadlines come from the context of each call.
func Transport(concurrency int) *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns = 0 // no limit over all hosts
	t.MaxIdleConnsPerHost = max(concurrency, 2)
	t.IdleConnTimeout = 90 * time.Second
	t.OnProxyConnectResponse = refusedByProxy
	return t
}
