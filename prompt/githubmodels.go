package prompt

import (
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

// githubModels is the prompt file of GitHub Models, as its extension of the
// GitHub command line reads it (github/gh-models, pkg/prompt).
func githubModels() Format {
	return Format{
		Name: "github-models",
		Doc: "GitHub's .prompt.yml: model, modelParameters and messages in YAML. {{key}} is replaced and nothing else. " +
			"testData and evaluators in the file are its suite.",
		Path: "prompts/p.prompt.yml",
		Example: `name: Ticket router
model: openai/gpt-4o-mini
modelParameters:
  temperature: 0
messages:
  - role: system
    content: "Answer with one word: billing, bug or other."
  - role: user
    content: "{{ticket}}"
testData:
  - ticket: I was charged twice.
    expected: billing
evaluators:
  - name: exact
    string:
      equals: "{{expected}}"
`,
		Detect: func(file, text string) bool { return IsGitHubModels(file) && !startsWithMarker(text) },
		Parse:  parseGitHubModels,
	}
}

// IsGitHubModels tells a prompt file of GitHub Models by its name.
func IsGitHubModels(file string) bool {
	name := strings.ToLower(path.Base(file))
	return strings.HasSuffix(name, ".prompt.yml") || strings.HasSuffix(name, ".prompt.yaml")
}

// startsWithMarker tells a native file, whose front matter stands between two
// markers, from YAML, where the first of them may open the document and another
// end it.
func startsWithMarker(text string) bool {
	doc := splitFront(text)
	return doc.hasFront && strings.TrimSpace(doc.body) != "" && !messagesKey().MatchString(doc.front)
}

var messagesKey = memo.Regexp(`(?m)^["']?messages["']?\s*:`)

func parseGitHubModels(file, text string, opts Options) (*Prompt, error) {
	r := &reader{p: &Prompt{Path: file, Format: "github-models", Engine: engineLiteral}}
	root, err := value.ParseYAML(file, []byte(text), 0)
	switch {
	case err != nil:
		return nil, err
	case root == nil:
		return r.finish(opts)
	case root.Kind != yaml.MappingNode:
		r.errs.Add(r.at(root), "the file is no mapping", "write model: and messages: at the top")
		return nil, r.errs.Err()
	}
	r.fields(root, githubModelsKeys())
	r.checkGitHubFormat(child(root, "responseFormat"))
	return r.finish(opts)
}

func githubModelsKeys() []key {
	own := func(r *reader, _ entry) { r.p.Suites = []string{r.p.Path} }
	return []key{
		{Key{"model", ""}, (*reader).readModel},
		{Key{"modelParameters", ""}, (*reader).readGitHubParameters},
		{Key{"responseFormat", ""}, (*reader).readResponseFormat},
		{Key{"jsonSchema", ""}, (*reader).readJSONSchema},
		{Key{"messages", ""}, (*reader).readGitHubMessages},
		{Key{"testData", ""}, own},
		{Key{"evaluators", ""}, own},
		{Key{"", ""}, ignored}, // metadata, and what later versions may bring
	}
}

func (r *reader) readGitHubMessages(e entry) {
	list := resolved(e.node)
	if list.Kind != yaml.SequenceNode {
		r.errs.Add(r.at(list), "messages must be a list", "write - role: user and content: below it")
		return
	}
	for _, n := range list.Content {
		role, content := child(n, "role"), child(n, "content")
		if role == nil || content == nil {
			r.errs.Add(r.at(n), "a message without role or content", "write role: and content:")
			continue
		}
		if resolved(content).Kind != yaml.ScalarNode {
			r.errs.Add(r.at(content), "content must be text", "write it as one string or a block with |")
			continue
		}
		if name, ok := r.chatRole(resolved(role), "system", "user", "assistant"); ok {
			r.appendChat(yamlMessage(name, content))
		}
	}
}

// readGitHubParameters reads the parameters, of which three have a type.
func (r *reader) readGitHubParameters(e entry) {
	r.each(e, func(e entry) {
		_, whole := e.value.(int64)
		_, decimal := e.value.(float64)
		switch {
		case e.name == "maxTokens" && !whole:
			r.errs.Add(r.at(e.node), e.name+" must be a whole number", "write "+e.name+": 100")
		case (e.name == "temperature" || e.name == "topP") && !whole && !decimal:
			r.errs.Add(r.at(e.node), e.name+" must be a number", "write "+e.name+": 0.5")
		default:
			r.spelled(e.name, e.value, e.line)
		}
	})
}
