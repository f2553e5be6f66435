package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/owners"
)

// override decides whether the reason that an author gives takes a step out of the
// policy. Where policy.override is human it does so only where somebody else approved
// each version that counts: of a commit by a review or a Reviewed-by, of what is staged
// by a review of its blob, since nothing else can be there yet.
func (c *checker) override(ctx context.Context, j *judged) error {
	if j.allow == "" || c.policy.Mode == config.Off {
		return nil
	}
	in := j.input
	in.Exempt = ""
	without := hooks.Judge(in)
	j.needed = !without.OK
	if c.policy.Override != config.Human || without.OK {
		return nil
	}
	missing, err := c.unapproved(ctx, j, without)
	if err != nil || len(missing) == 0 {
		return err
	}
	j.input.Exempt = ""
	j.input.Unvouched = fmt.Sprintf("%s counts only with an approval of somebody else (policy.override: human), which %s lacks", allowTrailer, someOf(missing, 5))
	j.decide()
	return nil
}

// unapproved lists the files of a step that count and that nobody else approved.
func (c *checker) unapproved(ctx context.Context, j *judged, v hooks.Verdict) ([]string, error) {
	var missing []string
	for _, p := range v.Prompts {
		if p.Exempt != "" || len(p.Changes) == 0 || p.Status == hooks.Deleted {
			continue
		}
		ok := false
		if p.Path != config.FileName { // it is no prompt, and nobody can approve it

			var err error
			if ok, err = c.approvedByOther(ctx, j, p.Path); err != nil {
				return nil, err
			}
		}
		if !ok {
			missing = append(missing, p.Path)
		}
	}
	return missing, nil
}

func (c *checker) approvedByOther(ctx context.Context, j *judged, path string) (bool, error) {
	src, err := j.now.Read(ctx, path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	by := c.approver()
	it := &iteration{path: path, lineage: path, blob: c.repo.HashBlob(src)}
	if err = by.w.read(ctx, j.now, it, src); err != nil {
		return false, err
	}
	v := it.reviewed()
	if v.at = j.id; v.at == "" {
		author, unknown := c.repo.Author(ctx)
		if unknown != nil {
			return false, unknown
		}
		v.authors = []string{author.Email}
	}
	a, err := by.approvals(ctx, v)
	if err != nil {
		return false, err
	}
	return len(a.Approved) > 0 && len(a.Requested)+len(a.Unknown) == 0, nil
}

// approver knows people by the .mailmap of the state that the policy is taken from.
func (c *checker) approver() *approver {
	if c.by == nil {
		w := &workspace{app: c.app, repo: c.repo, now: c.repo.Empty(), config: c.conf}
		c.by = &approver{w: w, rules: reviewRules{base: c.base, owners: &owners.File{}}, same: map[string]string{}}
	}
	return c.by
}

// commitOfState is the commit of a snapshot, "" for none.
func commitOfState(at gitops.Snapshot) gitops.OID {
	id, _ := gitops.ParseOID(at.Name())
	return id
}

// overrides are those of the steps of an answer.
func (c *checked) overrides() overridesJSON {
	var list []override
	for i := range c.steps {
		j := &c.steps[i]
		if j.allow != "" && j.id != "" && strings.HasPrefix(j.Exempt, hooks.ExemptAllowed("")) {
			list = append(list, override{commit: j.commit, reason: j.allow, needed: j.needed})
		}
	}
	return overridesOf(list, true)
}
