package review_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/promptgit/promptgit/internal/review"
)

var at = time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)

func said(id string, second int, email string, v review.Verdict) review.Review {
	r := review.New(id, at.Add(time.Duration(second)*time.Second), "Ada", email, v, "text")
	r.PromptKey, r.Path = "sha256:00", "prompts/a.md"
	return r
}

func TestAReviewIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	r := said("01", 0, "ada@example.com", review.RequestChanges)
	r.Text, r.Line, r.Authors, r.Commit = "zu lang – kürzen\nbitte", 3, []string{"bob@example.com"}, "abc"
	line := r.Encode()
	if strings.ContainsAny(line, "\n–ü") {
		t.Errorf("not one line of ASCII: %s", line)
	}
	got, err := review.Decode(line)
	if err != nil || got.Encode() != line || got.Text != r.Text {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = review.Decode(strings.Replace(line, `"v":1`, `"future":{},"v":1`, 1)); err != nil || got.ID != "01" {
		t.Errorf("a field that is not known yet: %v", err)
	}
}

func TestALineThatIsNoReviewIsNotCounted(t *testing.T) {
	t.Parallel()
	good := said("01", 0, "ada@example.com", review.Approve).Encode()
	for _, line := range []string{
		"", "{}", "[]", "null", "text",
		strings.Replace(good, `"v":1`, `"v":2`, 1),
		strings.Replace(good, "approve", "bless", 1),
		strings.Replace(good, "ada@example.com", "ada", 1),
		strings.Replace(good, "ada@example.com", `ada@e\nx`, 1),
		strings.Replace(good, `"by":"Ada"`, `"by":"A\u001b[2J"`, 1),
		strings.Replace(good, `"by":"Ada"`, `"by":"`+strings.Repeat("a", 201)+`"`, 1),
		strings.Replace(good, `"prompt_key":"sha256:00"`, `"prompt_key":""`, 1),
		strings.Replace(good, `2026-11-28T10:00:00Z`, `soon`, 1),
		strings.Replace(good, `"text":"text"`, `"text":"`+strings.Repeat("a", 20001)+`"`, 1),
	} {
		if line == good {
			t.Fatal("nothing was replaced")
		}
		if _, err := review.Decode(line); !errors.Is(err, review.ErrNotReview) {
			t.Errorf("%.60s: %v", line, err)
		}
	}
}

func TestTheLatestWordOfAReviewerStands(t *testing.T) {
	t.Parallel()
	lower := func(email string) string { return strings.ToLower(email) }
	for _, c := range []struct {
		name string
		list []review.Review
		want string
	}{
		{"nobody", nil, ""},
		{"a later request", []review.Review{said("02", 2, "a@x", review.RequestChanges), said("01", 1, "a@x", review.Approve)}, "02 request-changes"},
		{"a later approval by the same under another case", []review.Review{said("01", 1, "a@x", review.RequestChanges), said("02", 2, "A@X", review.Approve)}, "02 approve"},
		{"a comment takes nothing back", []review.Review{said("01", 1, "a@x", review.Approve), said("02", 2, "a@x", review.Comment)}, "01 approve"},
		{"a comment that came first", []review.Review{said("01", 1, "a@x", review.Comment), said("02", 2, "a@x", review.Approve)}, "02 approve"},
		{"within a second the id decides", []review.Review{said("02", 1, "a@x", review.Approve), said("01", 1, "a@x", review.RequestChanges)}, "02 approve"},
		{"two people", []review.Review{said("02", 1, "b@x", review.Approve), said("01", 1, "a@x", review.Comment)}, "01 comment, 02 approve"},
	} {
		var parts []string
		for _, r := range review.Standing(c.list, lower) {
			parts = append(parts, r.ID+" "+string(r.Verdict))
		}
		if got := strings.Join(parts, ", "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
