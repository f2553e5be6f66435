package importer

// humanloop copies the serialized prompts and agents of Humanloop.
func humanloop() Source {
	c := copied{format: "humanloop"}
	return Source{
		Name: "humanloop",
		Doc: "Humanloop's .prompt and .agent files, copied as they are. A folder whose files are named by a version, as in " +
			"router/v1.prompt and router/v2.prompt, becomes one prompt with a commit for each.",
		Path:     "router.prompt",
		Example:  formatExample(c.format),
		Suffixes: []string{".prompt", ".agent"},
		Versions: true,
		Read:     c.read,
	}
}
