package provider

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

// errNoList says that a server does not tell which models it has.
var errNoList = errors.New("the server lists no models")

// lister is a provider whose server may list its models.
type lister interface {
	models(ctx context.Context) (list modelList, err error)
}

// listing finds the lister in a provider, which others may be wrapped around.
func listing(p eval.Provider) (lister, bool) {
	for {
		if l, ok := p.(lister); ok {
			return l, true
		}
		around, ok := p.(interface{ Unwrap() eval.Provider })
		if !ok {
			return nil, false
		}
		p = around.Unwrap()
	}
}

// modelList is what a server offers, and the base URL that it is below: another
// one than configured where that lacks its /v1.
type modelList struct {
	names []string
	moved string // the base URL to write instead, "" where it is right
}

// models asks the server for its models, below the base URL or else below /v1
// of it.
func (e *endpoint) models(ctx context.Context) (list modelList, err error) {
	list.names, err = e.modelsAt(ctx, e.base+"/models")
	if err == nil || strings.HasSuffix(e.base, "/v1") {
		return list, err
	}
	if list.names, err = e.modelsAt(ctx, e.base+"/v1/models"); err == nil && strings.HasPrefix(e.advice, "most end in /v1") {
		list.moved = e.base + "/v1"
	}
	return list, err
}

// modelsAt reads the list at one address: {"data": [{"id": NAME}]} or
// {"models": [{"name": "models/NAME"}]}.
func (e *endpoint) modelsAt(ctx context.Context, address string) ([]string, error) {
	get, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	get.Header.Set("Accept", "application/json")
	if e.key != "" {
		e.authorize(get.Header, e.key)
	}
	for name, v := range e.always {
		get.Header.Set(name, v)
	}
	e.setHeaders(get.Header)
	resp, err := e.client.Do(get) //nolint:bodyclose // read closes it
	if err != nil {
		return nil, err
	}
	r, err := e.read(ctx, "/models", resp)
	if err != nil {
		return nil, err
	}
	var body struct {
		Data   []struct{ ID, Name string }
		Models []struct{ ID, Name string }
	}
	if r.Status != http.StatusOK || json.Unmarshal(r.Body, &body) != nil {
		return nil, errNoList
	}
	var names []string
	for _, m := range append(body.Data, body.Models...) {
		if m.ID == "" {
			m.ID = strings.TrimPrefix(m.Name, "models/")
		}
		if m.ID != "" {
			names = append(names, m.ID)
		}
	}
	if len(names) == 0 {
		return nil, errNoList
	}
	return names, nil
}

// models is nothing: the URL of an http provider is one address and no base.
func (w *web) models(context.Context) (modelList, error) { return modelList{}, errNoList }
