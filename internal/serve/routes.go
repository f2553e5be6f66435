package serve

import (
	"bytes"
	"context"
	"net/http"

	"github.com/promptgit/promptgit/internal/page"
)

const (
	gradePath  = "/grade"
	eventsPath = "/events"
)

// maker makes one page.
type maker func(Source, context.Context, page.Query) (page.View, error)

// pageAt gives what makes the page at a path, nil where there is none. These are all
// pages: no other path means anything.
func pageAt(path string) maker {
	switch path {
	case "/":
		return from(Source.Overview)
	case "/history":
		return from(Source.History)
	case "/iteration":
		return from(Source.Detail)
	case "/compare":
		return from(Source.Compare)
	case "/matrix":
		return from(Source.Matrix)
	case "/suite":
		return from(Source.Suite)
	case "/bisect":
		return from(Source.Bisect)
	case "/search":
		return from(Source.Search)
	case gradePath:
		return from(Source.Grade)
	}
	return nil
}

func from[V page.View](of func(Source, context.Context, page.Query) (V, error)) maker {
	return func(s Source, ctx context.Context, q page.Query) (page.View, error) {
		v, err := of(s, ctx, q)
		if err != nil {
			return nil, err // and not a nil of that kind
		}
		return v, nil
	}
}

// route answers somebody who may ask.
func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	if a, ok := s.assets[path]; ok {
		a.serve(w, r)
		return
	}
	switch makes := pageAt(path); {
	case path == eventsPath:
		s.events(w, r)
	case makes == nil:
		s.problem(w, r, problem{Code: http.StatusNotFound, Message: "there is no such page", Hint: "the first page leads to all others"})
	case r.Method == http.MethodPost:
		s.grade(w, r)
	default:
		s.page(w, r, makes)
	}
}

// page makes a page and sends it.
func (s *Server) page(w http.ResponseWriter, r *http.Request, makes maker) {
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	body, packs, err := s.make(r, makes, q)
	if err != nil {
		s.failed(w, r, err)
		return
	}
	if s.Write && r.URL.Path == gradePath {
		w.Header().Set("Referrer-Policy", "same-origin") // else browsers post its form without an origin
	}
	sendPage(w, r, body, packs)
}

// make makes a page, or the part of it that is asked for. Its turn ends before it is
// sent: a browser may take its time. It says whether the page may be packed.
func (s *Server) make(r *http.Request, makes maker, q page.Query) (body []byte, packs bool, err error) {
	defer s.turn(r.Context())()
	view, err := makes(s.Source, r.Context(), q)
	if err != nil {
		return nil, false, err
	}
	frame := view.Outer()
	frame.Live, frame.Write, frame.Token = true, s.Write, ""
	if s.Write && r.URL.Path == gradePath {
		frame.Token = s.keys.form
	}
	write := page.Write
	if r.Header.Get(partHeader) == "main" {
		write = page.WriteMain
	}
	var b bytes.Buffer
	err = write(&b, view, page.URLs{})
	return b.Bytes(), frame.Token == "", err // what holds a secret is not packed together with what others wrote
}

// turn waits until the source may be asked, and gives what ends that.
func (s *Server) turn(ctx context.Context) (done func()) {
	select {
	case s.pages <- struct{}{}:
		return func() { <-s.pages }
	case <-ctx.Done():
		panic(http.ErrAbortHandler) // nobody waits any more
	}
}
