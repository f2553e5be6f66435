package provider

import (
	"bytes"
	"errors"
	"io"
)

// event is one server-sent event.
type event struct {
	name string // "" where it is not named
	data []byte // valid until the next event is read
}

// Bounds of a stream. Every token comes in an event of some 300 bytes, so that a
// stream may be larger than what it says.
const (
	eventLimit  = responseLimit
	streamLimit = 8 * responseLimit
)

var (
	errLargeEvent  = errors.New("the response is larger than 32 MiB")
	errLargeStream = errors.New("the stream is larger than 256 MiB")
)

// events reads server-sent events (WHATWG HTML, section 9.2.6): lines end with
// LF, CR or CRLF, those that begin with a colon are comments, the data of an
// event may stand on several lines, and a blank line ends it.
type events struct {
	from  io.Reader
	left  int // bytes that may still come
	ended error

	buf     []byte // what is read, of which buf[at:] is not used yet
	at      int
	begun   bool // the beginning of the stream is behind
	afterCR bool // a line ended with CR, so that an LF that follows belongs to it

	data []byte
}

func newEvents(from io.Reader) *events {
	return &events{from: from, left: streamLimit, buf: make([]byte, 0, 4<<10)}
}

// next gives the next event that has data. At the end of the stream it gives what
// stands there without a blank line, and then the error that ended it, io.EOF
// where nothing went wrong.
func (e *events) next() (event, error) {
	var ev event
	e.data = e.data[:0]
	some := false
	for {
		line, err := e.line()
		if err != nil {
			if some && errors.Is(err, io.EOF) {
				ev.data = e.data
				return ev, nil
			}
			return event{}, err
		}
		if len(line) == 0 {
			if some {
				ev.data = e.data
				return ev, nil
			}
			ev.name = ""
			continue
		}
		field, v, _ := bytes.Cut(line, []byte(":"))
		v = bytes.TrimPrefix(v, []byte(" "))
		switch string(field) {
		case "data":
			if some {
				e.data = append(e.data, '\n')
			}
			if len(e.data)+len(v) > eventLimit {
				return event{}, errLargeEvent
			}
			e.data, some = append(e.data, v...), true
		case "event":
			ev.name = string(v)
		}
	}
}

// line gives the next line without its end; it is valid until the next call. The
// last may lack an end.
func (e *events) line() ([]byte, error) {
	searched := e.at
	for {
		if e.afterCR && e.at < len(e.buf) {
			if e.buf[e.at] == '\n' {
				e.at++
			}
			e.afterCR, searched = false, e.at
		}
		if n := bytes.IndexAny(e.buf[searched:], "\r\n"); n >= 0 && !e.afterCR {
			end := searched + n
			line := e.buf[e.at:end]
			e.at, e.afterCR = end+1, e.buf[end] == '\r'
			return e.first(line), nil
		}
		searched = len(e.buf)
		if e.ended != nil {
			line := e.buf[e.at:]
			e.at = len(e.buf)
			if len(line) > 0 && errors.Is(e.ended, io.EOF) {
				return e.first(line), nil
			}
			return nil, e.ended
		}
		searched = min(searched-e.fill(), len(e.buf))
	}
}

// first takes the mark of the byte order off the first line.
func (e *events) first(line []byte) []byte {
	if !e.begun {
		e.begun = true
		return bytes.TrimPrefix(line, []byte("\ufeff"))
	}
	return line
}

// fill reads once, after it moved what is not used yet to the beginning; it gives
// how far.
func (e *events) fill() (moved int) {
	if e.at > 0 {
		moved = e.at
		e.buf = e.buf[:copy(e.buf, e.buf[e.at:])]
		e.at = 0
	}
	if len(e.buf) == cap(e.buf) {
		e.buf = append(e.buf, make([]byte, cap(e.buf))...)[:len(e.buf)]
	}
	n, err := e.from.Read(e.buf[len(e.buf):cap(e.buf)])
	e.buf = e.buf[:len(e.buf)+n]
	e.left -= n
	switch e.ended = err; {
	case len(e.buf) > eventLimit:
		e.ended, e.buf = errLargeEvent, nil
	case e.left < 0:
		e.ended, e.buf = errLargeStream, nil
	}
	return moved
}
