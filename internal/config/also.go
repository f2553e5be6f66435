package config

import "slices"

// Also is the configuration with what another one takes for prompts, too: nobody takes
// a prompt out of sight in the change that rewrites it. Where both name a file, this one
// says how it is read and judged.
func (c *Config) Also(was *Config) *Config {
	both := *c
	both.Prompts = nil
	for _, e := range c.Prompts {
		both.Prompts = append(both.Prompts, e.without(was))
	}
	for _, e := range was.Prompts {
		if _, known := c.entry(e.Path); !known {
			both.Prompts = append(both.Prompts, e.without(c))
		}
	}
	return &both
}

// without leaves out the suites that another configuration takes for prompts.
func (e Entry) without(other *Config) Entry {
	if slices.ContainsFunc(e.Suites, func(name string) bool { _, is := other.Match(name); return is }) {
		e.Suites = slices.DeleteFunc(slices.Clone(e.Suites), func(name string) bool { _, is := other.Match(name); return is })
	}
	return e
}
