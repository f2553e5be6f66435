package gitops

import (
	"context"
	"fmt"
	"strings"
)

// Canonical gives the one email that each email stands for by the .mailmap of a
// commit, "" for none, and by the file that mailmap.file names. That of the working
// tree does not count, which whoever changes the files could write. Emails are given
// in lower case, and what cannot be an email as it is.
func (r *Repo) Canonical(ctx context.Context, commit OID, emails []string) (map[string]string, error) {
	stands := make(map[string]string, len(emails))
	var in strings.Builder
	var asked []string
	for _, email := range emails {
		lower := strings.ToLower(email)
		if _, ok := stands[lower]; ok {
			continue
		}
		stands[lower] = lower
		if !strings.Contains(lower, "@") || strings.ContainsAny(lower, "<> \t\r\n\x00") {
			continue
		}
		asked = append(asked, lower)
		in.WriteString("<" + lower + ">\n")
	}
	if len(asked) == 0 {
		return stands, nil
	}
	blob := ""
	if commit != "" {
		blob = string(commit) + ":.mailmap"
	}
	bare := *r.runner // without a working tree, whose .mailmap would count
	bare.dir, bare.env = r.GitDir, setEnv(bare.env, "GIT_DIR", r.GitDir)
	bare.env = withoutVar(bare.env, "GIT_WORK_TREE")
	out, err := bare.run(ctx, strings.NewReader(in.String()), "--bare", "-c", "mailmap.blob="+blob, "check-mailmap", "--stdin")
	if err != nil {
		return nil, fmt.Errorf("read the mailmap: %w", err)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(asked) {
		return nil, fmt.Errorf("read the mailmap: %d answers to %d emails", len(lines), len(asked))
	}
	for i, line := range lines {
		if _, email, _ := parseSignature(line); email != "" {
			stands[asked[i]] = strings.ToLower(email)
		}
	}
	return stands, nil
}

// withoutVar drops a variable.
func withoutVar(env []string, key string) []string {
	var kept []string
	for _, pair := range env {
		if !strings.HasPrefix(pair, key+"=") {
			kept = append(kept, pair)
		}
	}
	return kept
}
