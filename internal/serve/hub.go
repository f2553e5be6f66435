package serve

import (
	"context"
	"crypto/rand"
	"fmt"
	"sync"

	"github.com/promptgit/promptgit/internal/page"
)

// mostListeners are the pages that can be open and follow what happens.
const mostListeners = 64

// hub tells all pages that are open what is new. It follows the source only while
// somebody listens.
type hub struct {
	source Source
	warn   func(error)
	name   string // of this hub: another one counts its events from 1 again
	closed chan struct{}

	mu        sync.Mutex
	over      bool
	listeners map[*listener]bool
	stop      context.CancelFunc // nil while nobody listens
	ended     chan struct{}      // closed when the source is followed no more
	running   []page.Running     // as it was told last, nil where nobody knows
	count     int                // of events that pages may have missed
}

// listener is one page that is open.
type listener struct {
	wake chan struct{} // holds something while there is something to take
	new  Change        // guarded by the hub
}

func newHub(s Source, warn func(error)) *hub {
	return &hub{source: s, warn: warn, name: rand.Text()[:8], closed: make(chan struct{}), listeners: map[*listener]bool{}}
}

// join adds a page that has taken the event of that id last, "" for none. It gives
// nil where there are too many, and after the end.
func (h *hub) join(last string) *listener {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over || len(h.listeners) == mostListeners {
		return nil
	}
	if h.stop == nil {
		h.follow()
	}
	l := &listener{wake: make(chan struct{}, 1)}
	h.listeners[l] = true
	if missed := last != "" && last != h.id(); missed || h.running != nil {
		l.add(Change{Pages: missed, Running: h.running})
	}
	return l
}

// id is that of the newest event.
func (h *hub) id() string { return fmt.Sprintf("%s-%d", h.name, h.count) }

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.listeners, l)
	if len(h.listeners) == 0 && h.stop != nil {
		h.stop()
		h.stop = nil
	}
}

// follow starts to follow the source.
func (h *hub) follow() {
	ctx, cancel := context.WithCancel(context.Background())
	before, ended := h.ended, make(chan struct{})
	h.stop, h.ended, h.running = cancel, ended, nil
	h.count++ // what happened while nobody listened is not known
	go func() {
		defer close(ended)
		if before != nil {
			<-before
		}
		changes, err := h.source.Changes(ctx)
		if err != nil {
			if ctx.Err() == nil {
				h.warn(fmt.Errorf("pages that are open do not follow what happens: %w", err))
			}
			return
		}
		for c := range changes {
			h.tell(ctx, c)
		}
	}()
}

// tell hands a change to all listeners.
func (h *hub) tell(ctx context.Context, c Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if ctx.Err() != nil { // those who listen now listen to another one
		return
	}
	h.count++
	if c.Running != nil {
		h.running = c.Running
	}
	for l := range h.listeners {
		l.add(c)
	}
}

func (l *listener) add(c Change) {
	l.new.Pages = l.new.Pages || c.Pages
	l.new.Searches = l.new.Searches || c.Searches
	if c.Running != nil {
		l.new.Running = c.Running
	}
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// take gives what is new for a listener, and the id of the newest event.
func (h *hub) take(l *listener) (Change, string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := l.new
	l.new = Change{}
	return c, h.id()
}

// close ends the hub, and waits until it follows nothing.
func (h *hub) close() {
	h.mu.Lock()
	if !h.over {
		h.over = true
		close(h.closed)
	}
	if h.stop != nil {
		h.stop()
	}
	ended := h.ended
	h.mu.Unlock()
	if ended != nil {
		<-ended
	}
}
