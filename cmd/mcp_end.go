package cmd

import (
	"context"
	"errors"
	"io"
	"math"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// longestFarewell is how long the calls under way may still take when stdin has
// ended.
const longestFarewell = 10 * time.Second

// farewell is a transport that answers what was asked before its input ended: a
// session may come through a pipe that is closed at once.
type farewell struct {
	mcp.Transport
	ended context.CancelFunc // called when the input ends
	conn  *farewellConn
}

// Connect opens the transport.
func (t *farewell) Connect(ctx context.Context) (mcp.Connection, error) {
	conn, err := t.Transport.Connect(ctx)
	t.conn = &farewellConn{Connection: conn, ended: t.ended, quiet: make(chan struct{}, 1)}
	return t.conn, err
}

// failure is why the input ended, nil where it came to its end.
func (t *farewell) failure() error {
	if t.conn == nil || errors.Is(t.conn.why, io.EOF) {
		return nil
	}
	return t.conn.why
}

type farewellConn struct {
	mcp.Connection
	ended context.CancelFunc
	why   error
	quiet chan struct{} // told when nothing is left to answer

	mu   sync.Mutex
	open int // requests without an answer
}

// Read counts requests, and holds back the end of the input until they are answered.
func (c *farewellConn) Read(ctx context.Context) (jsonrpc.Message, error) {
	msg, err := c.Connection.Read(ctx)
	if err != nil {
		c.why = err
		c.ended()
		c.wait(ctx)
		return msg, err
	}
	if req, ok := msg.(*jsonrpc.Request); ok && req.IsCall() {
		c.add(1)
	}
	return msg, nil
}

// Write counts answers.
func (c *farewellConn) Write(ctx context.Context, msg jsonrpc.Message) error {
	if _, ok := msg.(*jsonrpc.Response); ok {
		defer c.add(-1)
	}
	return c.Connection.Write(ctx, msg)
}

// Close leaves nothing to wait for.
func (c *farewellConn) Close() error {
	c.mu.Lock()
	c.open = math.MinInt / 2
	c.mu.Unlock()
	c.add(0)
	return c.Connection.Close()
}

func (c *farewellConn) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.open += n; c.open <= 0 {
		select {
		case c.quiet <- struct{}{}:
		default:
		}
	}
}

func (c *farewellConn) wait(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, longestFarewell)
	defer cancel()
	for {
		c.mu.Lock()
		open := c.open
		c.mu.Unlock()
		if open <= 0 {
			return
		}
		select {
		case <-c.quiet:
		case <-ctx.Done():
			return
		}
	}
}
