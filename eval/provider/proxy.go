package provider

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
)

const proxyHint = "the proxy of the environment does not let it through: check HTTPS_PROXY and HTTP_PROXY, or name the host in NO_PROXY"

// errProxy says that a proxy, and not the server, refused a connection.
var errProxy = errors.New("the proxy refuses the connection")

// refusedByProxy tells what a proxy answers apart from what a server does.
func refusedByProxy(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return fmt.Errorf("%w: %s", errProxy, resp.Status)
}

// isProxy tells a proxy that cannot be reached, or that refuses.
func isProxy(err error) bool {
	var op *net.OpError
	return errors.Is(err, errProxy) || errors.As(err, &op) && op.Op == "proxyconnect"
}
