package importer

import "github.com/promptgit/promptgit/prompt"

// formatExample is the example of a format, which a source that copies shares.
func formatExample(name string) string {
	for _, f := range prompt.Formats() {
		if f.Name == name {
			return f.Example
		}
	}
	return ""
}

// github copies prompts of GitHub Models. Their test data and evaluators stay in
// the file, which is its own suite.
func github() Source {
	c := copied{format: "github-models"}
	return Source{
		Name:     "github",
		Doc:      "Prompts of GitHub Models, .prompt.yml: copied as they are; testData and evaluators go on judging them from the same file.",
		Path:     "router.prompt.yml",
		Example:  formatExample(c.format),
		Suffixes: []string{".prompt.yml", ".prompt.yaml"},
		Versions: true,
		Read:     c.read,
	}
}
