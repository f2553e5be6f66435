package serve

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"
)

// Bounds of what a stranger on this machine can take.
const (
	maxHeader      = 32 << 10 // bytes
	maxConnections = 256      // of browsers
	maxPrograms    = 4096     // where programs ask, each of which keeps its connection
	headerTime     = 5 * time.Second
	readTime       = 15 * time.Second
	idleTime       = time.Minute
	endTime        = 600 * time.Millisecond // for what is being answered at the end
)

// Serve answers what comes to a listener until ctx ends, and then within a second
// comes to an end: no request is being answered any more when it returns.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	most := maxConnections
	if s.API != nil {
		most = maxPrograms
	}
	err := listenAndEnd(ctx, l, most, s, s.hub.close)
	for range mostPages { // none is being made, and none will be
		s.pages <- struct{}{}
	}
	return err
}

// Serve answers what comes to a listener until ctx ends, as [Server.Serve] does.
func (a *API) Serve(ctx context.Context, l net.Listener) error {
	return listenAndEnd(ctx, l, maxPrograms, a, func() {})
}

func listenAndEnd(ctx context.Context, l net.Listener, most int, handler http.Handler, ending func()) error {
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	server := &http.Server{
		Handler: handler, DisableGeneralOptionsHandler: true, MaxHeaderBytes: maxHeader, ReadHeaderTimeout: headerTime, ReadTimeout: readTime, IdleTimeout: idleTime,
		ErrorLog:    log.New(io.Discard, "", 0), // of connections that break
		BaseContext: func(net.Listener) context.Context { return base },
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(netutil.LimitListener(l, most)) }()
	var err error
	select {
	case <-ctx.Done():
	case err = <-failed:
		failed = nil
	}
	ending()
	late, done := context.WithTimeout(base, endTime)
	defer done()
	if server.Shutdown(late) != nil {
		cancel() // what is not finished now ends without an answer
		_ = server.Close()
	}
	if failed != nil {
		err = <-failed
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
