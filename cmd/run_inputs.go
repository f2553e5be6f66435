package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// maxInput is the size of a file that -v NAME=@FILE takes, in bytes.
const maxInput = 8 << 20

// parseVars reads KEY=VALUE pairs. A value that is a JSON list or object is
// taken as one; @FILE is the content of a file, and @@ stands for @.
func (a *App) parseVars(pairs []string) (*value.Object, error) {
	vars := value.NewObject()
	for _, kv := range pairs {
		key, text, ok := strings.Cut(kv, "=")
		if !ok || key == "" {
			return nil, usagef("-v takes KEY=VALUE, not %q", kv)
		}
		if rest, escaped := strings.CutPrefix(text, "@@"); escaped {
			vars.Set(key, "@"+rest)
			continue
		}
		if file, named := strings.CutPrefix(text, "@"); named {
			var err error
			if text, err = a.inputFile(key, file); err != nil {
				return nil, err
			}
		}
		var v any = text
		if strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{") {
			if parsed, err := value.DecodeJSON([]byte(text)); err == nil {
				v = parsed
			}
		}
		vars.Set(key, v)
	}
	return vars, nil
}

// inputFile reads the file of -v KEY=@FILE, from where the user stands.
func (a *App) inputFile(key, file string) (string, error) {
	hint := fmt.Sprintf("for the text itself write -v %s=%s", key, shellWord("@@"+file))
	path := a.path(file)
	if err := regular(path); err != nil {
		return "", usageHint(hint, "-v %s=@%s: %w", key, file, err)
	}
	f, err := os.Open(path)
	if err != nil {
		return "", usageHint(hint, "-v %s: %w", key, err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	raw, err := io.ReadAll(io.LimitReader(f, maxInput+1))
	switch {
	case err != nil:
		return "", usageHint(hint, "-v %s: %w", key, err)
	case len(raw) > maxInput:
		return "", usagef("-v %s: %s is larger than 8 MiB", key, file)
	case !utf8.Valid(raw):
		return "", usagef("-v %s: %s is no text in UTF-8", key, file)
	}
	return string(raw), nil
}

// missingInputs are the inputs of a prompt that have neither a value nor a
// default, sorted.
func missingInputs(p *prompt.Prompt, vars *value.Object) []string {
	return slices.DeleteFunc(p.Uses(), func(name string) bool {
		_, given := vars.Get(name)
		return given || name == "env" || slices.ContainsFunc(p.Inputs, func(in prompt.Input) bool { return in.Name == name && in.Default != nil })
	})
}

// complete asks for the inputs that are missing, where somebody can be asked:
// a call with half a prompt is not worth its price.
func (a *App) complete(ctx context.Context, p *prompt.Prompt, vars *value.Object) error {
	missing := missingInputs(p, vars)
	if len(missing) == 0 {
		return nil
	}
	if !a.InTTY || !a.ErrTTY || a.json {
		hint := "give each with -v NAME=VALUE or -v NAME=@FILE; NAME= leaves it empty"
		return usageHint(hint, "%s has inputs without a value: %s", p.Path, strings.Join(missing, ", "))
	}
	for _, name := range missing {
		fmt.Fprintf(a.Err, "%s: ", ui.Line(name))
		text, err := a.answer(ctx)
		if ctx.Err() != nil || text == "" && err != nil && !errors.Is(err, io.EOF) {
			fmt.Fprintln(a.Err)
			return err
		}
		if text == "" && err != nil { // the end of the input is no answer
			fmt.Fprintln(a.Err)
			return usageHint("give it with -v "+name+"=VALUE", "%s has no value", name)
		}
		vars.Set(name, text)
	}
	return nil
}
