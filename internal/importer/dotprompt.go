package importer

import "strings"

// dotprompt copies the prompts of Google's dotprompt and their partials.
func dotprompt() Source {
	c := copied{format: "dotprompt", partial: func(base string) bool { return strings.HasPrefix(base, "_") }}
	return Source{
		Name:     "dotprompt",
		Doc:      "Prompts of dotprompt (Genkit, Firebase) and their partials _NAME.prompt, copied as they are, in their folders.",
		Path:     "greet.prompt",
		Example:  formatExample(c.format),
		Suffixes: []string{".prompt"},
		Versions: true,
		Read:     c.read,
	}
}
