package serve

import (
	"bytes"
	"context"
	"errors"
	"html/template"
	"net/http"
	"strings"
	"sync"
)

// problem is why there is no page.
type problem struct {
	Code    int
	Message string
	Hint    string
	In      bool   // the reader was let in: there are links to follow, and a style
	To      string // where to go on at once, "" for nowhere
}

// Title is the status in words.
func (p problem) Title() string {
	if p.To != "" {
		return "promptgit"
	}
	return http.StatusText(p.Code)
}

// problems is the page of a problem. It looks the same without its style sheet, which
// nobody gets who is not in.
var problems = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("problem").Funcs(template.FuncMap{"sentence": sentence}).Parse(`{{define "main" -}}
<h1>{{.Title}}</h1>
<p><bdi>{{sentence .Message}}</bdi></p>
{{with .Hint}}<p><bdi>{{sentence .}}</bdi></p>
{{end}}{{if .In}}<p><a href="/">All prompts</a></p>
{{end}}{{end}}{{define "document"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{.Title}} - promptgit</title>
{{if .In}}<link rel="stylesheet" href="/page.css">
<link rel="icon" href="/page.svg" type="image/svg+xml">
{{else}}<link rel="icon" href="data:,">
{{end}}{{with .To}}<meta http-equiv="refresh" content="0;url={{.}}">
{{end}}</head>
<body>
{{if .In}}<header class="top"><nav class="crumbs" aria-label="Site"><a class="home" href="/">promptgit</a></nav></header>
{{end}}<main id="main">
{{template "main" .}}</main>
</body>
</html>
{{end}}`))
})

// sentence makes a message one that stands alone. What begins with a name stays as it
// is.
func sentence(s string) string {
	s = strings.TrimSuffix(strings.TrimSpace(s), ".")
	word, _, _ := strings.Cut(s, " ")
	if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz,") == "" {
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	return s + "."
}

// refuse answers somebody who may not ask.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, message, hint string) {
	s.send(w, r, problem{Code: http.StatusForbidden, Message: message, Hint: hint})
}

// problem answers somebody who may ask.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, p problem) {
	p.In = s.hosts.allow(r.Host) && ownPage(r) && s.keys.in(r, s.hosts.port)
	s.send(w, r, p)
}

func (s *Server) send(w http.ResponseWriter, r *http.Request, p problem) {
	name := "document"
	if r.Header.Get(partHeader) == "main" {
		name = "main"
	}
	var body bytes.Buffer
	if err := problems().ExecuteTemplate(&body, name, p); err != nil {
		panic(http.ErrAbortHandler) // a buffer takes everything
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Del("Content-Encoding")
	send(w, r, p.Code, body.Bytes())
}

// failed answers where the source gave an error.
func (s *Server) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		panic(http.ErrAbortHandler) // nobody reads it
	}
	var query *QueryError
	if errors.As(err, &query) {
		s.problem(w, r, problem{Code: http.StatusBadRequest, Message: query.Error(), Hint: query.Hint})
		return
	}
	message, hint, code := s.Explain(err)
	if code == 0 {
		code = http.StatusInternalServerError
	}
	if errors.Is(err, ErrNotFound) {
		code = http.StatusNotFound
	}
	s.problem(w, r, problem{Code: code, Message: message, Hint: hint})
}
