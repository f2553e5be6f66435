package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// message is that of the source, with what it says to the policy and to the next
// import.
func (j *importJob) message(c importCommit) string {
	subject := ui.Line(c.version.Subject)
	if subject == "" {
		subject = fmt.Sprintf("Version %s of %s", ui.Line(c.version.ID), ui.Line(c.prompt.Name))
	}
	paragraphs := []string{subject}
	if body := strings.TrimSpace(quoted(ui.Clean(c.version.Body))); body != "" {
		paragraphs = append(paragraphs, body)
	}
	paragraphs = append(paragraphs, fmt.Sprintf("%s: imported from %s, version %s\n%s: %s",
		allowTrailer, j.source.Name, ui.Line(c.version.ID), importTrailer, j.identity(c.prompt, c.version)))
	return strings.Join(paragraphs, "\n\n") + "\n"
}

// quoted marks the lines of a foreign message that would vouch for something here,
// an approval or an exemption, and those that end a message for readers of
// trailers: what another tool keeps cannot say that somebody agreed.
func quoted(body string) string {
	lines := strings.Split(body, "\n")
	for i, l := range lines {
		key, _, found := strings.Cut(l, ":")
		key = strings.ToLower(strings.TrimSpace(key))
		vouches := found && (strings.HasPrefix(key, "promptgit-") || key == strings.ToLower(reviewedTrailer) || key == strings.ToLower(coAuthorTrailer))
		if vouches || strings.HasPrefix(l, "---") {
			lines[i] = "> " + l
		}
	}
	return strings.Join(lines, "\n")
}
