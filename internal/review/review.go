package review

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/value"
)

// version is the major version of the format of a review.
const version = 1

// Verdict is what a reviewer says.
type Verdict string

// The verdicts.
const (
	Approve        Verdict = "approve"
	Comment        Verdict = "comment"
	RequestChanges Verdict = "request-changes"
)

// Limits of what a line may hold.
const (
	maxName    = 200   // bytes of a name or an email
	maxText    = 20000 // characters of the text
	maxAuthors = 100
)

// ErrNotReview is the error of Decode. Callers keep such a line as it is.
var ErrNotReview = errors.New("not a review")

// Review is what one person said of one version of a prompt: one line of JSON in the
// note on the version's blob. It holds for that blob under that prompt_key alone.
type Review struct {
	Version   int      `json:"v"`
	ID        string   `json:"id"` // ULID
	Time      string   `json:"t"`  // RFC 3339, UTC
	By        string   `json:"by"`
	Email     string   `json:"email"`
	Path      string   `json:"path"`
	PromptKey string   `json:"prompt_key"`
	Commit    string   `json:"commit,omitempty"`  // where the version was seen, a hint and never a key
	Authors   []string `json:"authors,omitempty"` // emails of those who had made the version by then
	Verdict   Verdict  `json:"verdict"`
	Text      string   `json:"text,omitempty"`
	Line      int      `json:"line,omitempty"` // of the prompt that the text is about, from 1
	Tool      string   `json:"tool"`
}

// New makes a review without what it is about.
func New(id string, at time.Time, by, email string, verdict Verdict, text string) Review {
	return Review{
		Version: version, ID: id, Time: at.UTC().Format("2006-01-02T15:04:05Z"),
		By: by, Email: email, Verdict: verdict, Text: text,
	}
}

// Encode writes the review as one line of compact ASCII JSON with sorted keys,
// without a newline.
func (r Review) Encode() string { return string(value.Canonical(r)) }

// Decode reads a line that Encode wrote. Fields that it does not know are passed
// over; a line that is none, or of a newer version, is ErrNotReview.
func Decode(line string) (Review, error) {
	var r Review
	if err := json.Unmarshal([]byte(line), &r); err != nil {
		return Review{}, fmt.Errorf("%w: %w", ErrNotReview, err)
	}
	if problem := r.Problem(); problem != "" {
		return Review{}, fmt.Errorf("%w: %s", ErrNotReview, problem)
	}
	return r, nil
}

// Problem says why a review could not be stored or counted, "" for nothing.
func (r Review) Problem() string {
	_, err := time.Parse(time.RFC3339, r.Time)
	switch {
	case r.Version != version:
		return fmt.Sprintf(`there is no "v": %d`, version)
	case r.ID == "" || err != nil:
		return "it has no id or no time"
	case badName(r.By) || r.By == "":
		return "the name is empty, too long or not on one line"
	case badName(r.Email) || !strings.Contains(r.Email, "@") || strings.ContainsAny(r.Email, " <>"):
		return "the email is none"
	case r.PromptKey == "":
		return "it names no prompt_key"
	case !slices.Contains([]Verdict{Approve, Comment, RequestChanges}, r.Verdict):
		return fmt.Sprintf("there is no verdict %q", r.Verdict)
	case !utf8.ValidString(r.Text) || utf8.RuneCountInString(r.Text) > maxText:
		return fmt.Sprintf("the text is longer than %d characters", maxText)
	case r.Line < 0 || len(r.Authors) > maxAuthors:
		return "a number is out of its bounds"
	}
	return ""
}

func badName(s string) bool {
	return !utf8.ValidString(s) || len(s) > maxName || strings.ContainsFunc(s, unicode.IsControl) || strings.ContainsAny(s, "<>")
}
