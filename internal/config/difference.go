package config

import (
	"github.com/promptgit/promptgit/internal/value"
)

// Difference is a key whose change alters what is sent to the model. Before is
// "" where the key is new, After where it is gone.
type Difference struct {
	Key           string // "provider", "providers.NAME", "role"
	Before, After string
	Line          int // in the newer file, 0 where the key is gone
}

// Differences are the keys that alter what is sent to the model: the default
// provider, the endpoint of a name that both versions have, and the role of an
// entry that both have. A new name or entry alters nothing by itself.
func Differences(before, after *Config) []Difference {
	var list []Difference
	if before.Provider != after.Provider {
		list = append(list, Difference{Key: "provider", Before: before.Provider, After: after.Provider, Line: after.ProviderAt.Line})
	}
	for _, now := range after.Providers {
		was, known := before.provider(now.Name)
		if known && was.sent() != now.sent() {
			list = append(list, Difference{Key: "providers." + now.Name, Before: was.sent(), After: now.sent(), Line: now.Pos.Line})
		}
	}
	for _, now := range after.Prompts {
		was, known := before.entry(now.Path)
		if known && was.role() != now.role() {
			list = append(list, Difference{Key: "role", Before: was.role(), After: now.role(), Line: now.Pos.Line})
		}
	}
	return list
}

// sent is the provider in canonical JSON, without the options that decide how a
// call is made, paid or repeated but not what is sent and answered.
func (p Provider) sent() string {
	o := p.Options.Clone()
	for _, name := range notSent() {
		o.Delete(name)
	}
	o.Set("type", p.Type)
	return string(value.Canonical(o))
}

func notSent() []string {
	return []string{
		"api_key_env", "api_key_header", "concurrency", "max_retries", "price", "prices", "rate_limit", "requests_per_minute",
		"stream", "timeout", "tokens_per_minute",
	}
}

// role is the role as the parser takes it where the name of the file says
// nothing.
func (e Entry) role() string {
	if e.Role == "" {
		return "user"
	}
	return e.Role
}

func (c *Config) provider(name string) (Provider, bool) {
	for _, p := range c.Providers {
		if p.Name == name {
			return p, true
		}
	}
	return Provider{}, false
}

func (c *Config) entry(glob string) (Entry, bool) {
	for _, e := range c.Prompts {
		if e.Path == glob {
			return e, true
		}
	}
	return Entry{}, false
}
