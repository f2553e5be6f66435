package serve

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

const (
	heartbeat = 15 * time.Second // shorter than what connections are dropped after
	eventTime = 10 * time.Second // that a browser may take to read an event
)

// events tells a page that is open what is new, until it leaves or the server ends.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusOK)
		return
	}
	l := s.hub.join(r.Header.Get("Last-Event-ID"))
	if l == nil {
		h.Set("Retry-After", "10")
		s.problem(w, r, problem{Code: http.StatusServiceUnavailable, Message: "too many pages are open", Hint: "close some"})
		return
	}
	defer s.hub.leave(l)
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(time.Time{}) // it lasts as long as the page
	write := func(text []byte) bool {
		_ = c.SetWriteDeadline(time.Now().Add(eventTime)) //nolint:forbidigo // of the connection
		_, err := w.Write(text)
		return err == nil && c.Flush() == nil
	}
	w.WriteHeader(http.StatusOK)
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for ok := write([]byte("retry: 2000\n\n")); ok; {
		select {
		case <-r.Context().Done():
			return
		case <-s.hub.closed:
			return
		case <-beat.C:
			ok = write([]byte(":\n\n"))
		case <-l.wake:
			ok = write(eventText(s.hub.take(l)))
		}
	}
}

// eventText writes a change as events.
func eventText(c Change, id string) []byte {
	var b bytes.Buffer
	event := func(name string, data []byte) { fmt.Fprintf(&b, "id: %s\nevent: %s\ndata: %s\n\n", id, name, data) }
	if c.Running != nil {
		if raw, err := json.Marshal(c.Running); err == nil { // else a figure is not finite: the next one may be
			event("running", raw)
		}
	}
	if c.Searches {
		event("searches", []byte("{}"))
	}
	if c.Pages {
		event("pages", []byte("{}"))
	}
	return b.Bytes()
}
