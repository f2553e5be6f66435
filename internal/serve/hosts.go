package serve

import (
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// hosts are the names by which a server may be asked. A page of another site that
// lets its own name lead to this machine asks by that name.
type hosts struct {
	main  string // host and port, for an address
	port  int
	names map[string]bool // host and port, in lower case
	any   bool            // it listens at all addresses: each may be used, and no name but localhost
}

func hostsOf(addr net.Addr) hosts {
	at, err := netip.ParseAddrPort(addr.String())
	if err != nil { // a socket of another kind, which no browser reaches
		return hosts{main: addr.String()}
	}
	port := strconv.Itoa(int(at.Port()))
	h := hosts{port: int(at.Port()), names: map[string]bool{}, any: at.Addr().IsUnspecified()}
	host := at.Addr().Unmap()
	if h.any {
		host = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	own := []string{host.WithZone("").String(), "localhost"}
	if host.IsLoopback() {
		own = append(own, "127.0.0.1", "::1")
	}
	for _, name := range own {
		h.names[net.JoinHostPort(name, port)] = true
		if at.Port() == 80 && strings.Contains(name, ":") {
			h.names["["+name+"]"] = true
		} else if at.Port() == 80 {
			h.names[name] = true
		}
	}
	h.main = net.JoinHostPort(host.WithZone("").String(), port)
	return h
}

// allow says whether a Host header names this server.
func (h hosts) allow(host string) bool {
	if h.names[strings.ToLower(host)] {
		return true
	}
	if !h.any {
		return false
	}
	at, err := netip.ParseAddrPort(host)
	return err == nil && int(at.Port()) == h.port && at.Addr().Zone() == ""
}
