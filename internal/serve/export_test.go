package serve

import "net"

// For tests from outside.
const (
	MostListeners = mostListeners
	MaxHeader     = maxHeader
	HeaderTime    = headerTime
	WriteTime     = writeTime
	MostPages     = mostPages
)

// ParseQuery is parseQuery.
var ParseQuery = parseQuery

// Allows says whether a server at an address answers to a name.
func Allows(addr net.Addr, host string) bool { return hostsOf(addr).allow(host) }
