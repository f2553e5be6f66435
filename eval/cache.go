package eval

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// Cache keeps answers by the key of their job. It is safe for concurrent use,
// also by several processes.
type Cache interface {
	// Get gives the answer of a key, and whether there is one. An error is a
	// miss with a reason, such as an entry that does not match its checksum.
	Get(key string) (Answer, bool, error)
	Put(key string, a Answer) error
}

// jobVersion is part of every key: a change in what is sent for equal settings
// must not be answered by what was kept before it.
const jobVersion = "promptgit.job/v1"

// settingsKey is the part of a job's key that all cases of a column share.
func settingsKey(t Target, p *prompt.Prompt) string {
	return digest([]any{jobVersion, t.Provider, t.Endpoint, t.Model, p.Params, p.Tools, p.Schema.Output})
}

// messagesKey is the part that all samples of a case share.
func messagesKey(settings string, messages []prompt.Message) string {
	list := make([]any, len(messages))
	for i, m := range messages {
		message := []any{m.Role, m.Text}
		if m.Name != "" {
			message = append(message, m.Name)
		}
		if more := m.Identity(); more != nil {
			message = append(message, more)
		}
		list[i] = message
	}
	return digest([]any{settings, list})
}

// jobKey tells one sample from the others of its case.
func jobKey(messages string, sample int) string { return digest([]any{messages, sample}) }

// seed is what a provider may seed its sampling with: it depends on the job
// alone and tells nothing of it.
func seed(key string) string { return digest([]any{"seed", key}) }

// digest is the SHA-256 of a value's canonical form, in hexadecimal.
func digest(v any) string {
	sum := sha256.Sum256(value.Canonical(v))
	return hex.EncodeToString(sum[:])
}
