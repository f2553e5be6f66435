package llmtest

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
)

// raw writes to the connection past the HTTP server, which would not let such a
// response go. What a client that went away does not read is of no interest.
func raw(w http.ResponseWriter, fault Fault, body []byte) {
	conn, buffer, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic("llmtest: " + err.Error()) // connections of HTTP/1 can be taken over
	}
	length := len(body)
	if fault == Short {
		length /= 4
	}
	if fault != Reset {
		fmt.Fprintf(buffer, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", length)
	}
	if fault == Short {
		_, _ = buffer.Write(body)
	}
	_ = buffer.Flush()
	if tcp, ok := conn.(*net.TCPConn); ok && fault != Short {
		_ = tcp.SetLinger(0) // makes the close a reset
	}
	_ = conn.Close()
}

// NewTLS starts a server with a certificate that nobody vouches for.
func NewTLS(rules ...Rule) (*Server, error) {
	compiled, err := compile(rules)
	if err != nil {
		return nil, err
	}
	s := &Server{rules: compiled, used: make([]int, len(compiled)), arrived: make(chan struct{})}
	s.http = httptest.NewUnstartedServer(s)
	s.http.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that clients break off
	s.http.StartTLS()
	s.URL = s.http.URL + "/v1"
	return s, nil
}
