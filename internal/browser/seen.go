package browser

import (
	"slices"
	"strings"
	"sync"

	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
)

// Seen is what a tab saw since it was opened.
type Seen struct {
	Complaints []string // console messages, exceptions and entries of the browser's log, refusals of the content security policy among them
	Requests   []string // addresses of all requests, also of those that failed or were refused
	Failed     []string // requests that failed or that were answered with an error: address and reason
	Dialogs    []string // texts of dialogs that a page opened
	Opened     []string // addresses of windows that a page opened
}

// Strays are the requests to anything but the given beginnings of addresses.
func (s *Seen) Strays(allowed ...string) []string {
	return slices.DeleteFunc(slices.Clone(s.Requests), func(address string) bool {
		return slices.ContainsFunc(allowed, func(begin string) bool { return strings.HasPrefix(address, begin) })
	})
}

// record hears the events of a tab.
type record struct {
	dismiss func()

	mu      sync.Mutex
	seen    Seen
	address map[network.RequestID]string
	running sync.WaitGroup
}

// Seen gives what the tab saw up to now.
func (t *Tab) Seen() Seen {
	r := t.seen
	r.mu.Lock()
	defer r.mu.Unlock()
	return Seen{
		slices.Clone(r.seen.Complaints), slices.Clone(r.seen.Requests), slices.Clone(r.seen.Failed),
		slices.Clone(r.seen.Dialogs), slices.Clone(r.seen.Opened),
	}
}

// wait waits for the answers to dialogs that are under way.
func (r *record) wait() { r.running.Wait() }

func (r *record) hear(event any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &r.seen
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		var words []string
		for _, arg := range e.Args {
			words = append(words, strings.TrimSpace(string(arg.Value)+" "+arg.Description))
		}
		s.Complaints = append(s.Complaints, "console."+string(e.Type)+": "+strings.Join(words, " "))
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		s.Complaints = append(s.Complaints, "exception: "+text)
	case *cdplog.EventEntryAdded:
		s.Complaints = append(s.Complaints, string(e.Entry.Level)+": "+e.Entry.Text+" "+e.Entry.URL)
	case *network.EventRequestWillBeSent:
		if r.address == nil {
			r.address = map[network.RequestID]string{}
		}
		r.address[e.RequestID] = e.Request.URL
		s.Requests = append(s.Requests, e.Request.URL)
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			s.Failed = append(s.Failed, e.Response.URL+" "+e.Response.StatusText)
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			s.Failed = append(s.Failed, r.address[e.RequestID]+" "+e.ErrorText+" "+string(e.BlockedReason))
		}
	case *network.EventWebSocketCreated:
		s.Requests = append(s.Requests, e.URL)
	case *page.EventJavascriptDialogOpening:
		s.Dialogs = append(s.Dialogs, string(e.Type)+": "+e.Message)
		if r.dismiss != nil {
			r.running.Go(r.dismiss) // here no command may be sent
		}
	case *page.EventWindowOpen:
		s.Opened = append(s.Opened, e.URL)
	case *target.EventTargetCrashed:
		s.Complaints = append(s.Complaints, "the tab crashed: "+e.Status)
	default:
	}
}
