package cmd

import (
	"reflect"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
)

// pastVersions is a history that was walked over: while HEAD and the configuration
// stay, another look at the working tree needs no other. nil keeps nothing.
type pastVersions struct {
	head    gitops.OID
	config  *config.Config
	history []*iteration
}

// at gives the history of a commit, read by a configuration, where it is known.
func (p *pastVersions) at(head gitops.OID, c *config.Config) ([]*iteration, bool) {
	if p == nil || p.head != head || !reflect.DeepEqual(p.config, c) {
		return nil, false
	}
	return p.history, true
}

func (p *pastVersions) keep(head gitops.OID, c *config.Config, history []*iteration, err error) {
	if p != nil && err == nil {
		p.head, p.config, p.history = head, c, history
	}
}
