package cmd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os/signal"
	"strconv"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/serve"
	"github.com/promptgit/promptgit/internal/ui"
)

// defaultPort is where serve listens if it is free; no service is registered there.
const defaultPort = 7717

type serveOptions struct {
	listen string
	remote bool
	open   bool
	write  bool
	prompt string
	json   bool

	api, noPages bool
}

func newServe(app *App) *cobra.Command {
	var o serveOptions
	c := &cobra.Command{
		Use:     "serve",
		GroupID: groupLook,
		Short:   "Show the repository in a browser, live",
		Long: "Serve what promptgit knows of this repository as pages for a browser on this machine: all prompts\n" +
			"with their trends, the history of each, iterations with cases and outputs, two versions side by\n" +
			"side, models, suites and searches. Pages that are open follow what happens, also while eval or\n" +
			"bisect run elsewhere. It works in a bare repository, too, and calls no model.\n\n" +
			"The address is printed on stdout. It holds a token: whoever has it gets in, until this process\n" +
			"ends. Nothing can be changed, unless --write lets people grade outputs: blind and in random order,\n" +
			"stored as promptgit grade stores them. Grades are kept at once, and stored as notes when a sheet is\n" +
			"finished, after a pause and at the end.\n\n" +
			"--api also answers programs that fetch prompts, as get does: GET /api/v1/prompts/PROMPT with\n" +
			"?label=, ?rev= and ?user=, and with ETags; /healthz and /metrics stand beside it. They show the\n" +
			"token of PROMPTGIT_API_TOKEN, or one that is printed where that is not set, as\n" +
			"Authorization: Bearer TOKEN. --no-pages leaves the pages out.\n\n" +
			"It listens on this machine alone, at port 7717 or another one where that is in use. Ctrl-C ends\n" +
			"it, which is how it is meant to end: exit 0." +
			exitStatus(
				"0  ended by Ctrl-C or another signal",
				"2  wrong flags, or the address is in use",
				"3  the configuration is invalid",
				"4  Git"),
		Example: "  promptgit serve --open\n  promptgit serve --write --prompt 'prompts/support/*'\n  promptgit serve --api --no-pages --listen 7718",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := askedGlob(o.prompt); err != nil {
				return err
			}
			if o.noPages && (!o.api || o.open || o.write || o.prompt != "") {
				return usageHint("promptgit serve --api --no-pages", "--no-pages takes --api, and neither --open, --write nor --prompt")
			}
			return runServe(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.listen, "listen", "", "listen at `ADDR`, a port or host:port; port 0 takes a free one")
	f.BoolVar(&o.remote, "remote", false, "allow --listen to let other machines in; what they see is not encrypted")
	f.BoolVar(&o.open, "open", false, "open a browser")
	f.BoolVar(&o.write, "write", false, "let people grade outputs")
	f.StringVar(&o.prompt, "prompt", "", "only prompts that match `GLOB`")
	f.BoolVar(&o.api, "api", false, "answer programs that fetch prompts, too")
	f.BoolVar(&o.noPages, "no-pages", false, "with --api, show no pages")
	f.BoolVar(&o.json, "json", false, "print the address as one JSON document")
	return c
}

type serveJSON struct {
	Schema     string `json:"schema"`
	URL        string `json:"url"` // with the token
	Address    string `json:"address"`
	Repository string `json:"repository"`
	Write      bool   `json:"write"`

	API      *string `json:"api"`       // the address below which programs ask, null without --api
	APIToken *string `json:"api_token"` // that was made for this process, null where PROMPTGIT_API_TOKEN has it
}

// runServe answers browsers until a signal ends it.
func runServe(ctx context.Context, app *App, o serveOptions) error {
	if !signal.Ignored(syscall.SIGHUP) { // nohup asks for that
		hangup, stop := signal.NotifyContext(ctx, syscall.SIGHUP) // a terminal that closes loses no grade
		defer stop()
		ctx = hangup
	}
	p, err := app.openPages(ctx)
	if err != nil {
		return err
	}
	defer p.close()
	programs, err := app.programs(p.repo, o)
	if err != nil {
		return err
	}
	if o.noPages {
		return app.serveAPI(ctx, p.repo, o, programs)
	}
	p.live, p.write, p.glob, p.warn = true, o.write, o.prompt, app.warn
	if _, err = p.workspace(ctx); err == nil && o.prompt != "" {
		_, err = p.sight(ctx)
	}
	if err != nil { // a page would say so too, but not to who can mend it
		return err
	}
	listener, err := app.listen(ctx, o)
	if err != nil {
		return err
	}
	server := serve.New(serve.Options{
		Source: p, Addr: listener.Addr(), Write: o.write, Explain: app.explain,
		Warn: func(err error) { p.warn(err.Error()) }, API: programs.handler(),
	})
	if err = app.announce(server, listener.Addr(), p, o, programs); err == nil {
		err = server.Serve(ctx, listener)
	} else {
		err = errors.Join(err, listener.Close())
	}
	unstored := p.finishGrading(context.WithoutCancel(ctx))
	if unstored != nil { // it ends by a signal, which is all that is told of an error then
		app.warn("grades wait to be stored: " + unstored.Error())
	}
	return errors.Join(err, unstored)
}

// announce prints the address, and opens a browser where that is asked for.
func (a *App) announce(s *serve.Server, addr net.Addr, p *pages, o serveOptions, programs *programs) error {
	if o.json {
		doc := serveJSON{Schema: "promptgit.serve/v1", URL: s.URL(), Address: addr.String(), Repository: repositoryName(p.repo), Write: o.write}
		programs.tell(&doc)
		if err := ui.JSON(a.Out, doc); err != nil {
			return err
		}
	} else if _, err := fmt.Fprintln(a.Out, s.URL()); err != nil {
		return err
	}
	programs.note(a, addr)
	a.note("promptgit: serving " + ui.Line(repositoryName(p.repo)) + "; Ctrl-C ends it")
	if o.open {
		if err := a.browse(s.URLOnce()); err != nil {
			a.warn("no browser was opened: " + err.Error())
		}
	}
	return nil
}

// warn tells on stderr what is wrong, without what must be written nowhere.
func (a *App) warn(text string) {
	for _, line := range strings.Split(strings.TrimSpace(a.keys.Hide(text)), "\n") {
		fmt.Fprintln(a.Err, "promptgit: warning:", ui.Line(line))
	}
}

// explain says of an error what a page may tell.
func (a *App) explain(err error) (message, hint string, status int) {
	switch exitCode(context.Background(), err) {
	case exitNo:
		status = http.StatusNotFound // a record, or its outputs
	case exitUsage:
		status = http.StatusBadRequest
	}
	if list := a.hiddenDiagnostics(diagnostics(err)); len(list) > 0 {
		message = list[0].Error()
		if len(list) > 1 {
			message += fmt.Sprintf(" (and %s)", plural(len(list)-1, "more problem"))
		}
		return message, list[0].Hint, status
	}
	return a.keys.Hide(err.Error()), a.keys.Hide(hintOf(err)), status
}

// listen opens the address that is asked for. Without one it is a fixed port of this
// machine, so that bookmarks stay, or a free one where that is in use.
func (a *App) listen(ctx context.Context, o serveOptions) (net.Listener, error) {
	var c net.ListenConfig
	if o.listen == "" {
		l, err := c.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(defaultPort)))
		if errors.Is(err, syscall.EADDRINUSE) || errors.Is(err, syscall.EACCES) {
			l, err = c.Listen(ctx, "tcp", "127.0.0.1:0")
		}
		return l, err
	}
	addr, err := listenAddr(o.listen)
	if err != nil {
		return nil, err
	}
	l, err := c.Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, usageHint("another port, or --listen 0 for a free one", "--listen: %s is in use", addr)
	case err != nil:
		return nil, usagef("--listen %s: %w", o.listen, err)
	}
	at, err := netip.ParseAddrPort(l.Addr().String())
	if err != nil || at.Addr().Unmap().IsLoopback() {
		return l, err
	}
	if !o.remote {
		return nil, errors.Join(usageHint("--remote allows it; ssh -L reaches this machine without it",
			"--listen %s lets other machines in", o.listen), l.Close())
	}
	a.warn("other machines can reach this address, and whoever reads along gets the token: use it in a network that you trust")
	return l, nil
}

// listenAddr reads host:port, :port or a port; without a host it is this machine.
func listenAddr(asked string) (string, error) {
	if _, err := strconv.ParseUint(asked, 10, 16); err == nil {
		asked = ":" + asked
	}
	host, port, err := net.SplitHostPort(asked)
	if err != nil {
		return "", usageHint("such as --listen 127.0.0.1:8080", "--listen takes a port or host:port, not %q", asked)
	}
	if _, err = strconv.ParseUint(port, 10, 16); err != nil {
		return "", usageHint("such as --listen 127.0.0.1:8080", "--listen: %q is no port", port)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port), nil
}
