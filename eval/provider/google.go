package provider

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/memo"
)

func googleType() Type {
	keys := append(endpointKeys(), "stream")
	return Type{
		Name:    "google",
		Doc:     "the Gemini API of Google by generateContent, also as Vertex AI serves it",
		Env:     []string{"GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL"},
		Example: "google:gemini-2.5-flash",
		Keys:    keys,
		New:     func(s Spec, d Deps) (eval.Target, error) { return newGoogle(s, s.read(keys), d) },
	}
}

// google calls one server with one key. The official SDK for Go would do the
// same, but linking it costs 4.4 ms at every start of the program, and 22 MB; it
// is what the bodies are compared with in tests.
type google struct {
	*endpoint
	stream bool
	tariff *tariff // of the table, nil where the configuration says the price
}

// googleDialect takes the key that Google's own SDK takes where both are set.
func googleDialect(getenv func(string) string) dialect {
	keyEnv := "GEMINI_API_KEY"
	if strings.TrimSpace(getenv("GOOGLE_API_KEY")) != "" {
		keyEnv = "GOOGLE_API_KEY"
	}
	return dialect{
		home: "https://generativelanguage.googleapis.com", baseEnv: "GOOGLE_GEMINI_BASE_URL", keyEnv: keyEnv,
		kind: "the Gemini API of Google", advice: "it is what stands before /v1beta/models, or before /models",
		authorize: authorizeGoogle,
		refine:    refineGoogle,
	}
}

// authorizeGoogle sends a key of the Gemini API, or an access token of Google
// Cloud, as Vertex AI wants it and gcloud prints it. Neither stands in a URL,
// which others log.
func authorizeGoogle(h http.Header, key string) {
	if strings.HasPrefix(key, "ya29.") {
		h.Set("Authorization", "Bearer "+key)
		return
	}
	h.Set("X-Goog-Api-Key", key)
}

func newGoogle(s Spec, o *options, d Deps) (eval.Target, error) {
	model := cmp.Or(s.Model, o.text("model"))
	for _, kind := range []string{"embedding:", "embeddings:"} { // as promptfoo writes it
		model = strings.TrimPrefix(model, kind)
	}
	if model == "" {
		o.errs.Add(s.Pos, fmt.Sprintf("no model is named for the provider %q", s.Name), "write "+s.Name+":MODEL")
	}
	c := &google{endpoint: openEndpoint(googleDialect(d.Getenv), s, o, d), stream: o.choice("stream", streamOff, streamOn) == streamOn}
	if err := o.errs.Err(); err != nil {
		return eval.Target{}, err
	}
	c.price = cmp.Or(c.price, d.priceOf(model))
	if c.price == nil {
		c.tariff = googleTariff(model)
		c.price = c.tariff.bound()
	}
	return eval.Target{
		Provider: s.Name, Model: model, Endpoint: c.identity(), Caller: c, Price: c.price,
		Runs: c.runs(c.path(model, "generateContent")),
	}, nil
}

// path is where a model does something. A base URL that names a version of the
// API, or a publisher of Vertex AI, stands before /models; any other before the
// version too.
func (c *google) path(model, does string) string {
	path := ""
	if !googleBase().MatchString(c.base) {
		path = "/v1beta"
	}
	if !strings.HasPrefix(model, "models/") && !strings.HasPrefix(model, "tunedModels/") {
		model = "models/" + model
	}
	kind, name, _ := strings.Cut(model, "/")
	return path + "/" + kind + "/" + url.PathEscape(name) + ":" + does
}

var googleBase = memo.Regexp(`/v\d+[a-z0-9]*$|/publishers/[^/]+$`)

// Complete makes one call.
func (c *google) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	switch req.Task {
	case eval.Chat:
	case eval.Embed:
		return c.embed(ctx, req)
	case eval.Moderate, eval.Classify:
		return eval.Answer{}, cannot("google", req.Task)
	}
	body, err := contentsBody(req)
	if err != nil {
		return eval.Answer{}, unsent(err)
	}
	does := "generateContent"
	if c.stream {
		does = "streamGenerateContent"
	}
	f := form{path: c.path(req.Model, does), answer: c.answer, fold: func() fold { return &googleFold{c: c} }}
	if c.stream {
		f.path += "?alt=sse"
	}
	return c.converse(ctx, f, body, c.stream)
}
