package cmd

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/serve"
	"github.com/promptgit/promptgit/internal/ui"
)

// apiTokenVar is the variable that holds the token of the API.
const apiTokenVar = "PROMPTGIT_API_TOKEN"

// shortestToken is what nobody guesses, in characters.
const shortestToken = 16

// programs are those that may fetch prompts; nil lets none in.
type programs struct {
	api   *serve.API
	token string // that was made for this process, "" where the environment has it
}

// programs opens the API where it is asked for.
func (a *App) programs(repo *gitops.Repo, o serveOptions) (*programs, error) {
	if !o.api {
		return nil, nil
	}
	p := &programs{}
	token := a.Getenv(apiTokenVar)
	switch {
	case token == "":
		p.token = rand.Text() + rand.Text()
		token = p.token
	case len(token) < shortestToken:
		return nil, usageHint("such as the output of: openssl rand -hex 32", "%s has %d characters, and must have %d", apiTokenVar, len(token), shortestToken)
	}
	p.api = serve.NewAPI(serve.APIOptions{
		Releases: a.newAPI(repo), Token: token, Explain: a.explain, Warn: func(err error) { a.warn(err.Error()) },
	})
	return p, nil
}

func (p *programs) handler() *serve.API {
	if p == nil {
		return nil
	}
	return p.api
}

// tell adds to the document where programs ask.
func (p *programs) tell(doc *serveJSON) {
	if p == nil {
		return
	}
	doc.API = new("http://" + doc.Address + "/api/v1/")
	if p.token != "" {
		doc.APIToken = &p.token
	}
}

// note says for people where programs ask.
func (p *programs) note(a *App, addr net.Addr) {
	if p == nil {
		return
	}
	text := "with the token of " + apiTokenVar
	if p.token != "" {
		text = "with the token " + p.token
	}
	fmt.Fprintf(a.Err, "promptgit: programs ask http://%s/api/v1/ %s\n", addr, text)
}

// serveAPI answers programs alone, until a signal ends it.
func (a *App) serveAPI(ctx context.Context, repo *gitops.Repo, o serveOptions, p *programs) error {
	listener, err := a.listen(ctx, o)
	if err != nil {
		return err
	}
	doc := serveJSON{Schema: "promptgit.serve/v1", Address: listener.Addr().String(), Repository: repositoryName(repo)}
	p.tell(&doc)
	doc.URL = *doc.API
	if o.json {
		err = ui.JSON(a.Out, doc)
	} else {
		_, err = fmt.Fprintln(a.Out, doc.URL)
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	p.note(a, listener.Addr())
	a.note("promptgit: serving " + ui.Line(repositoryName(repo)) + "; Ctrl-C ends it")
	return p.api.Serve(ctx, listener)
}
