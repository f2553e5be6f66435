package gitops

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// splitLines cuts the text of a note into its lines. Blank lines, which git
// puts between what it concatenates, are dropped; a line that is there twice
// counts once, in its first place.
func splitLines(text []byte) []string {
	var lines []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	return distinct(lines)
}

// addLines appends those of lines that text does not hold yet and says how many
// these were. What text holds, readable or not, stays byte for byte.
func addLines(text []byte, lines []string) ([]byte, int) {
	have := make(map[string]bool)
	for _, line := range splitLines(text) {
		have[line] = true
	}
	out, added := slices.Clip(text), 0
	for _, line := range lines {
		if have[line] {
			continue
		}
		have[line] = true
		added++
		if len(out) > 0 && !bytes.HasSuffix(out, []byte("\n")) {
			out = append(out, '\n')
		}
		out = append(append(out, line...), '\n')
	}
	return out, added
}

// distinct drops the later ones of equal values and keeps the order.
func distinct[T comparable](values []T) []T {
	if len(values) < 2 {
		return values
	}
	seen := make(map[T]bool, len(values))
	return slices.DeleteFunc(values, func(v T) bool {
		if seen[v] {
			return true
		}
		seen[v] = true
		return false
	})
}

// checkLine refuses what would not come back as the same line.
func checkLine(line string) error {
	switch {
	case strings.TrimSpace(line) == "":
		return errors.New("a note line is blank")
	case strings.ContainsAny(line, "\n\x00"):
		return fmt.Errorf("a note line holds a line feed or a NUL: %.40q", line)
	case !utf8.ValidString(line):
		return fmt.Errorf("a note line is not UTF-8: %.40q", line)
	}
	return nil
}

// joinTexts puts one text after another, each on lines of its own.
func joinTexts(a, b []byte) []byte {
	if len(a) > 0 && !bytes.HasSuffix(a, []byte("\n")) {
		return slices.Concat(a, []byte("\n"), b)
	}
	return slices.Concat(a, b)
}
