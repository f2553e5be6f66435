package cmd

import (
	"fmt"
	"io"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// writeGitHub writes workflow commands, which GitHub Actions shows beside the
// lines they name (docs.github.com, workflow commands).
func writeGitHub(w io.Writer, r report) error {
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	level := map[string]string{"error": "error", "warning": "warning", "note": "notice"}
	for _, f := range r.Findings {
		var at []string
		if f.Pos.Path != "" {
			at = append(at, "file="+property.Replace(f.Pos.Path))
		}
		if f.Pos.Line > 0 {
			at = append(at, fmt.Sprintf("line=%d", f.Pos.Line))
		}
		at = append(at, "title="+property.Replace(ui.Shorten(ui.Line(f.Code+" "+f.Subject), 200)))
		text := ui.Shorten(ui.Line(f.Message), 2000)
		if f.Hint != "" {
			text += "\n" + ui.Line(f.Hint)
		}
		if _, err := fmt.Fprintf(w, "::%s %s::%s\n", level[f.Level], strings.Join(at, ","), data.Replace(text)); err != nil {
			return err
		}
	}
	return nil
}
