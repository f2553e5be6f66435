package owners

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
)

// maxSize is the largest file that GitHub reads, 3 MB.
const maxSize = 3 << 20

// Places lists where a file of owners may be, the first that is there counts.
// GitHub looks into the first three of them, GitLab into the last three.
func Places() []string {
	return []string{".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"}
}

// File is a parsed CODEOWNERS file.
type File struct {
	Path     string
	GitLab   bool // it is in GitLab's dialect
	sections []*section
}

// section is a group of rules that are asked apart from the others; a file of GitHub's
// is one, without a name.
type section struct {
	name     string
	optional bool // its owners may approve and need not
	needs    int  // approvals, at least 1
	rules    []rule
}

// rule is one line.
type rule struct {
	pos     diag.Pos
	pattern pattern
	exclude bool     // GitLab's !pattern: the section does not ask for these paths
	owners  []string // as written
}

// Demand says who must approve a path: Needs of Owners.
type Demand struct {
	Pos     diag.Pos // of the line that says so
	Section string   // GitLab's, "" for none
	Owners  []string // "@user", "@org/team" or an email
	Needs   int
}

// Of gives what a file demands of a change of a path from the root of the
// repository. A path whose last matching line names nobody needs nobody.
func (f *File) Of(path string) []Demand {
	var list []Demand
	for _, s := range f.sections {
		last, excluded := -1, false
		for i, r := range s.rules {
			if !r.pattern.matches(path) {
				continue
			}
			last, excluded = i, excluded || r.exclude
		}
		if last < 0 || excluded || s.optional || len(s.rules[last].owners) == 0 {
			continue
		}
		r := s.rules[last]
		list = append(list, Demand{Pos: r.pos, Section: s.name, Owners: r.owners, Needs: s.needs})
	}
	return list
}

// String names a demand by its place.
func (d Demand) String() string {
	if d.Section != "" {
		return fmt.Sprintf("%s [%s]", d.Pos, d.Section)
	}
	return d.Pos.String()
}

// section gives the section of a name, which GitLab compares without case. Of several
// headers of one section the strictest counts.
func (f *File) section(name string, optional bool, needs int) *section {
	for _, s := range f.sections {
		if strings.EqualFold(s.name, name) {
			s.optional, s.needs = s.optional && optional, max(s.needs, needs)
			return s
		}
	}
	s := &section{name: name, optional: optional, needs: needs}
	f.sections = append(f.sections, s)
	return s
}
