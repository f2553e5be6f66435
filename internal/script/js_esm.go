package script

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// exportForm is a statement of the module syntax at the begin of a line.
var exportForm = memo.Regexp(`^(export|import)\b[ \t]*(.*)`)

var (
	exportDefault  = memo.Regexp(`^default\b[ \t]*((?:async[ \t]+)?function\b[ \t]*\*?[ \t]*|class\b[ \t]*)?([A-Za-z_$][\w$]*)?`)
	exportDeclared = memo.Regexp(`^(?:(?:async[ \t]+)?function\b[ \t]*\*?[ \t]*|class[ \t]+|(?:const|let|var)[ \t]+)([A-Za-z_$][\w$]*)`)
	exportList     = memo.Regexp(`^\{([^}]*)\}[ \t]*(from\b)?`)
	exportItem     = memo.Regexp(`^([A-Za-z_$][\w$]*)(?:[ \t\r\n]+as[ \t\r\n]+([A-Za-z_$][\w$]*))?$`)
)

// commonJS rewrites the exports of a module in JavaScript's own syntax into
// assignments, line by line, so that places in errors stay. strict is true where
// there were any. Imports are refused: there is nothing to import from.
func commonJS(source string) (text string, strict bool, err error) {
	var out strings.Builder
	var after strings.Builder
	export := func(name, local string) { fmt.Fprintf(&after, ";exports[%q]=%s", name, local) }
	rest := source
	for _, at := range topLevelLines(source) {
		start := len(source) - len(rest)
		m := exportForm().FindStringSubmatchIndex(source[at:])
		if m == nil || at < start {
			continue
		}
		word, body := source[at:at+m[3]], source[at+m[4]:]
		if word == "import" {
			return "", false, fmt.Errorf("line %d: import is not available here; %s", lineAt(source, at), pureHint)
		}
		strict = true
		out.WriteString(source[start:at])
		cut := 0
		switch {
		case strings.HasPrefix(body, "default"):
			d := exportDefault().FindStringSubmatch(body)
			if d[1] != "" && d[2] != "" && d[2] != "extends" { // a declaration with a name is one
				export("default", d[2])
				cut = len("default")
				break
			}
			out.WriteString("exports.default=")
			cut = len("default")
		case exportDeclared().MatchString(body):
			name := exportDeclared().FindStringSubmatch(body)[1]
			export(name, name)
		case exportList().MatchString(body):
			list := exportList().FindStringSubmatch(body)
			if list[2] != "" {
				return "", false, fmt.Errorf("line %d: export from another file is not available here; %s", lineAt(source, at), pureHint)
			}
			for item := range strings.SplitSeq(list[1], ",") {
				item = strings.TrimSpace(item)
				one := exportItem().FindStringSubmatch(item)
				switch {
				case item == "":
				case one == nil:
					return "", false, fmt.Errorf("line %d: the export %q is not supported", lineAt(source, at), item)
				case one[2] != "":
					export(one[2], one[1])
				default:
					export(one[1], one[1])
				}
			}
			cut = len(list[0])
			out.WriteString(strings.Repeat("\n", strings.Count(list[0], "\n")))
		default:
			first, _, _ := strings.Cut(body, "\n")
			return "", false, fmt.Errorf("line %d: this form of export is not supported: export %s", lineAt(source, at), strings.TrimSpace(first))
		}
		rest = body[cut:]
	}
	out.WriteString(rest)
	if after.Len() > 0 {
		out.WriteString("\n" + after.String())
	}
	return out.String(), strict, nil
}

func lineAt(source string, at int) int { return 1 + strings.Count(source[:at], "\n") }
