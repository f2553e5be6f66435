package cmd

import (
	"net"
	"net/url"
	"strings"

	"github.com/spf13/pflag"
)

// The environment of the webhook. Neither stands in the configuration: a
// repository must not name where its results are sent, nor hold a secret.
const (
	webhookURLEnv    = "PROMPTGIT_WEBHOOK_URL"
	webhookSecretEnv = "PROMPTGIT_WEBHOOK_SECRET"
)

// webhookOptions say who is told of a drift.
type webhookOptions struct {
	url    string
	always bool
	secret string // of the environment, never printed
}

func (o *webhookOptions) flags(f *pflag.FlagSet) {
	f.StringVar(&o.url, "webhook", "", "post the JSON document of a drift to `URL` (default $"+webhookURLEnv+")")
	f.BoolVar(&o.always, "webhook-always", false, "post it after every run, so that a missing run is noticed")
}

func (o *webhookOptions) on() bool { return o.url != "" }

// check reads the environment and refuses what would send results in the clear,
// or unsigned.
func (o *webhookOptions) check(app *App, status bool) error {
	flagged := o.on()
	if !flagged {
		o.url = app.Getenv(webhookURLEnv)
	}
	switch {
	case o.always && !o.on():
		return usageHint("give --webhook URL, or set "+webhookURLEnv, "--webhook-always has nobody to tell")
	case status && (flagged || o.always):
		return usagef("--status asks nothing and tells nobody: leave --webhook out")
	case !o.on(), status:
		o.url = ""
		return nil
	}
	app.keys.Add(o.url) // it may hold a token
	u, err := url.Parse(o.url)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return usageHint("such as https://example.com/hooks/promptgit", "the webhook is no URL of a server")
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return usageHint("write https://"+u.Host, "the webhook at %s would be told in the clear", u.Host)
	}
	if u.User != nil {
		return usageHint("the signature tells the server who posts", "the URL of the webhook holds a password")
	}
	if o.secret = strings.TrimSpace(app.Getenv(webhookSecretEnv)); o.secret == "" {
		return usageHint("export "+webhookSecretEnv+" with a secret that the server knows, too: openssl rand -hex 32 makes one",
			"the webhook needs a secret to sign with")
	}
	app.keys.Add(o.secret)
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
