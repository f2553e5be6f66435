package cmd

import (
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/value"
)

// assertForm is TYPE, TYPE=VALUE or TYPE(THRESHOLD)=VALUE.
var assertForm = memo.Regexp(`(?s)^([a-z0-9:-]+)(?:\((\d+(?:\.\d+)?)\))?(=.*)?$`)

// parseAssert reads an assertion as it is typed.
func parseAssert(typed string) (suitefile.Assert, error) {
	m := assertForm().FindStringSubmatch(strings.TrimSpace(typed))
	if m == nil {
		return suitefile.Assert{}, usageHint("such as contains=refund, not-contains=sorry or is-json", "--assert takes TYPE=VALUE, not %q", typed)
	}
	a := suitefile.Assert{Type: m[1]}
	if base := strings.TrimPrefix(a.Type, "not-"); !slices.Contains(grade.Names(), base) {
		hint := diag.DidYouMean(base, grade.Names())
		if hint == "" {
			hint = "known: " + strings.Join(grade.Names(), ", ")
		}
		return a, usageHint(hint, "--assert: no assertion type %q", base)
	}
	if m[2] != "" {
		f, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			return a, usagef("--assert: the threshold %s is no number", m[2])
		}
		a.Threshold = &f
	}
	if text, ok := strings.CutPrefix(m[3], "="); ok {
		a.Value = text
		if err := patternError(a.Type, text); err != nil {
			return a, usageHint("an output could never match it; put a \\ before a sign that stands for itself", "--assert: the regular expression %q is invalid: %w", text, err)
		}
		if strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{") {
			if v, err := value.DecodeJSON([]byte(text)); err == nil {
				a.Value = v
			}
		}
	}
	return a, nil
}

// patternError is about a regular expression without template tags.
func patternError(typ, text string) error {
	if strings.TrimPrefix(typ, "not-") != "regex" || strings.Contains(text, "{{") || strings.Contains(text, "{%") {
		return nil
	}
	return grade.PatternError(text)
}

func parseAsserts(typed []string) ([]suitefile.Assert, error) {
	var list []suitefile.Assert
	for _, text := range typed {
		a, err := parseAssert(text)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

var templateMark = memo.Regexp(`\{[{%#]|#\}`)

// verbatim gives a logged value as a var of a case, so that it is sent as it was
// logged. Vars are templates, and before that {{ name }} in them is replaced by
// another var, also inside {% raw %}: so the first character of each mark is one
// that a tag prints.
func verbatim(v any) any { return value.MapTexts(v, verbatimText) }

func verbatimText(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if i+1 < len(text) && templateMark().MatchString(text[i:i+2]) {
			b.WriteString(`{{ "` + text[i:i+1] + `" }}`)
		} else {
			b.WriteByte(text[i])
		}
	}
	return b.String()
}
