package serve

import (
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
)

// Options are what a server is made of.
type Options struct {
	Source Source
	Addr   net.Addr // that it listens at
	Write  bool     // people may grade
	// Explain says of an error of the source what went wrong and what to do, and with
	// which status, 0 for that of a server that failed. Nothing else of an error
	// reaches the browser.
	Explain func(error) (message, hint string, status int)
	// Warn tells the one who started the server what it does not tell the browser.
	Warn func(error)
	// API answers programs beside the pages, nil where they are not let in.
	API *API
}

// Server is an [http.Handler] for one person's browser.
type Server struct {
	Options
	hosts  hosts
	keys   keys
	once   once
	assets map[string]asset
	hub    *hub
	pages  chan struct{} // one for each page that is being made
}

// mostPages are made at the same time: each of them may keep a whole history in
// memory.
const mostPages = 4

// New makes a server with a token of its own.
func New(o Options) *Server {
	return &Server{
		Options: o, hosts: hostsOf(o.Addr), keys: newKeys(), assets: assets(),
		hub: newHub(o.Source, o.Warn), pages: make(chan struct{}, mostPages),
	}
}

// URL is the address that lets its reader in.
func (s *Server) URL() string {
	return "http://" + s.hosts.main + "/?token=" + s.keys.token
}

// URLOnce is an address that lets in once, soon: for the command line of a browser,
// which others can read.
func (s *Server) URLOnce() string {
	return "http://" + s.hosts.main + "/?token=" + s.once.issue()
}

// ServeHTTP answers one request. Whoever may not ask is refused before anything of
// the repository is looked at.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.API != nil && forPrograms(r.URL.Path) {
		s.API.ServeHTTP(w, r)
		return
	}
	defer s.recover(w, r)
	protect(w.Header())
	switch {
	case !s.hosts.allow(r.Host):
		s.refuse(w, r, "the address of this page is not that of this server", "open "+"http://"+s.hosts.main+"/")
	case !allowed(r, s.Write):
		w.Header().Set("Allow", allow(r, s.Write))
		s.problem(w, r, problem{Code: http.StatusMethodNotAllowed, Message: "this page cannot be asked for by " + method(r), Hint: writeHint(r, s.Write)})
	case !ownPage(r):
		s.refuse(w, r, "another site asked for this page", "")
	case s.enter(w, r):
	case !s.keys.in(r, s.hosts.port):
		s.refuse(w, r, "you are not in yet", "open the address that promptgit serve printed: it holds the token. If you were in before, press Enter in the address bar")
	default:
		s.route(w, r)
	}
}

// recover turns a mistake of the program into a page without detail.
func (s *Server) recover(w http.ResponseWriter, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler { //nolint:errorlint // it is compared with itself, as net/http does
		panic(p)
	}
	s.Warn(fmt.Errorf("%s: %v\n%s", r.URL.Path, p, debug.Stack()))
	s.problem(w, r, problem{Code: http.StatusInternalServerError, Message: "this page could not be made", Hint: "the terminal of promptgit serve says why"})
}
