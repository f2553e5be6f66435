package client

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"
)

// key tells apart what the server may answer differently. Of users it knows what
// decides between a label and a candidate alone, so that a label has 101 of them at
// most.
type key struct {
	prompt, label, rev string
	bucket             int // from 0 to 99, -1 without a user
}

func keyOf(prompt string, o GetOptions) key {
	k := key{prompt, o.Label, o.Rev, -1}
	if o.User != "" && o.Label != "" {
		k.bucket = Bucket(prompt, o.Label, o.User)
	}
	return k
}

// Bucket is the hundredth, from 0 to 99, that a user falls into at a label: those below
// the weight of a candidate get it.
func Bucket(prompt, label, user string) int {
	sum := sha256.Sum256([]byte(prompt + "\x00" + label + "\x00" + user))
	return int(binary.BigEndian.Uint64(sum[:8]) % 100)
}

// entry is what is known under a key.
type entry struct {
	good    bool
	prompt  Prompt
	tried   time.Time // when the server was last asked
	problem error     // of that, nil where it answered
	asking  *asking   // nil where it is not being asked
}

// mostKnown bounds what is kept in memory, in entries.
const mostKnown = 10_000

// at is the entry of a key, made where there is none. The caller holds the lock.
func (c *Client) at(k key) *entry {
	if e := c.known[k]; e != nil {
		return e
	}
	for old, e := range c.known {
		if len(c.known) < mostKnown {
			break
		}
		if e.asking == nil {
			delete(c.known, old)
		}
	}
	e := &entry{}
	c.known[k] = e
	return e
}

// asking is one question to the server, which all who want the answer share.
type asking struct {
	done   chan struct{}
	prompt Prompt
	err    error
}

// within says whether something was a short while ago. What lies ahead was not: the clock
// was set back, or wrong in the process that wrote a file.
func within(now, then time.Time, d time.Duration) bool {
	age := now.Sub(then)
	return age >= 0 && age < d
}

// given is the prompt as it is handed out.
func (e *entry) given(now time.Time, ttl time.Duration) Prompt {
	p := e.prompt
	p.Stale = e.problem != nil && !within(now, p.Fetched, ttl)
	if p.Stale {
		p.Problem = e.problem
	}
	return p
}

// ask asks the server unless it is being asked. The caller holds the lock.
func (c *Client) ask(k key, e *entry, prompt string, o GetOptions) *asking {
	if e.asking != nil {
		return e.asking
	}
	a := &asking{done: make(chan struct{})}
	if c.ctx.Err() != nil {
		a.err = &Error{Err: errors.New("the client is closed")}
		close(a.done)
		return a
	}
	e.asking = a
	var had *Prompt
	if e.good {
		had = new(e.prompt)
	}
	c.asks.Add(1)
	go func() {
		defer c.asks.Done()
		ctx, cancel := context.WithTimeout(c.ctx, c.o.Timeout)
		defer cancel()
		p, err := c.fetch(ctx, prompt, o, had)
		c.learn(k, e, a, p, err)
	}()
	return a
}

// learn takes in what the server said.
func (c *Client) learn(k key, e *entry, a *asking, p Prompt, err error) {
	var answer *Error
	c.mu.Lock()
	e.asking, e.tried, e.problem = nil, c.now(), err
	switch {
	case err == nil:
		p.Fetched = e.tried
		e.good, e.prompt = true, p
	case errors.As(err, &answer) && answer.final():
		delete(c.known, k) // it is gone, and no last good one stands in for it
	}
	a.prompt, a.err = p, err
	own := key{k.prompt, k.label, k.rev, -1}
	if err == nil && k.bucket >= 0 && p.Weight == 0 { // this is the label's own version
		plain := c.at(own)
		if plain.asking == nil && !p.Fetched.Before(plain.prompt.Fetched) {
			plain.good, plain.prompt, plain.problem, plain.tried = true, p, nil, p.Fetched
		}
	}
	c.mu.Unlock()
	switch {
	case err == nil:
		c.keep(k, p)
		if k.bucket >= 0 && p.Weight == 0 {
			c.keep(own, p)
		}
	case answer != nil && answer.final():
		c.forget(k)
	}
	close(a.done)
}

// last is the last good answer: of memory, of the disk, or where a candidate or a label
// was never asked for under this key, what the label itself had.
func (c *Client) last(k key) (Prompt, bool) {
	for _, at := range []key{k, {k.prompt, k.label, k.rev, -1}} {
		c.mu.Lock()
		e := c.known[at]
		good := e != nil && e.good
		var p Prompt
		if good {
			p = e.prompt
		}
		c.mu.Unlock()
		if !good {
			if p, good = c.kept(at); good {
				c.remember(at, p)
			}
		}
		if good {
			p.Stale = true
			return p, true
		}
	}
	return Prompt{}, false
}

// remember takes over what the disk had.
func (c *Client) remember(k key, p Prompt) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.at(k)
	if !e.good {
		e.good, e.prompt = true, p
		if e.problem == nil {
			e.problem = &Error{Err: errors.New("it comes from the disk, and the server was not asked yet")}
		}
	}
}
