package llmtest

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Server is a running model server.
type Server struct {
	URL  string // base URL of the API of OpenAI, with its "/v1"
	Root string // base URL of the APIs of Anthropic and Google

	http        *httptest.Server
	connections atomic.Int64

	mu       sync.Mutex
	rules    []Rule
	used     []int
	requests []Request
	inside   int
	peak     int
	arrived  chan struct{} // closed when a request comes
}

// Request is one request as it came in.
type Request struct {
	Method string
	Path   string
	Query  string
	Header http.Header
	Body   []byte
	Chat   Chat
}

// Chat is what the server reads of a request: messages, or the one text that is
// to be embedded or moderated. Parts that are no text are left out.
type Chat struct {
	Model    string    `json:"model"`
	Messages []Message `json:"messages,omitempty"`
	Input    string    `json:"input,omitempty"`
	Stream   bool      `json:"stream,omitempty"`
}

// Message is one message of a chat.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// New starts a server on loopback. A rule that cannot be understood is an
// error.
func New(rules ...Rule) (*Server, error) {
	compiled, err := compile(rules)
	if err != nil {
		return nil, err
	}
	s := &Server{rules: compiled, used: make([]int, len(compiled)), arrived: make(chan struct{})}
	s.http = httptest.NewUnstartedServer(s)
	s.http.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}
	s.http.Start()
	s.URL, s.Root = s.http.URL+"/v1", s.http.URL
	return s, nil
}

// Close ends the server and drops the connections that are open.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// Requests are all requests so far, in the order in which they came.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Count is the number of requests so far.
func (s *Server) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

// Connections is the number of connections that were opened so far.
func (s *Server) Connections() int { return int(s.connections.Load()) }

// Wait returns when n requests have come, or ctx ends.
func (s *Server) Wait(ctx context.Context, n int) {
	for ctx.Err() == nil {
		s.mu.Lock()
		enough, arrived := len(s.requests) >= n, s.arrived
		s.mu.Unlock()
		if enough {
			return
		}
		select {
		case <-arrived:
		case <-ctx.Done():
		}
	}
}

// Peak is the largest number of requests that were served at once.
func (s *Server) Peak() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.peak
}

// ServeHTTP answers POST on the paths of the protocols; every other path is not
// found.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	p, known := protocolOf(r.URL.Path)
	chat, asks := p.read(r.URL.Path, body)
	rule := s.enter(Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Header: r.Header, Body: body, Chat: chat})
	defer s.leave()
	switch {
	case !known:
		problem(w, p, http.StatusNotFound, "no such path: "+r.URL.Path)
	case r.Method != http.MethodPost:
		problem(w, p, http.StatusMethodNotAllowed, "use POST")
	case !asks:
		problem(w, p, http.StatusBadRequest, "the body is no question for "+r.URL.Path)
	default:
		serve(w, r, rule, chat, p)
	}
}

// enter notes a request and picks its rule, nil for none.
func (s *Server) enter(req Request) *Rule {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, req)
	close(s.arrived)
	s.arrived = make(chan struct{})
	s.inside++
	s.peak = max(s.peak, s.inside)
	for i := range s.rules {
		rule := &s.rules[i]
		fits := (rule.Model == "" || rule.Model == req.Chat.Model) && rule.match.MatchString(req.Chat.last())
		if fits && (rule.Times == 0 || s.used[i] < rule.Times) {
			s.used[i]++
			return rule
		}
	}
	return nil
}

func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inside--
}

func (c Chat) last() string {
	if len(c.Messages) == 0 {
		return c.Input
	}
	return c.Messages[len(c.Messages)-1].Content
}

func (c Chat) words() (n int) {
	for _, m := range c.Messages {
		n += len(strings.Fields(m.Content))
	}
	return n + len(strings.Fields(c.Input))
}
