package eval

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// judgeTasks are promptfoo's names of tasks in a mapping of providers.
var judgeTasks = []struct {
	name string
	task Task
	key  string // of promptgit.yaml
}{
	{"text", Chat, "provider"},
	{"embedding", Embed, "embedding"},
	{"classification", Classify, "classification"},
	{"moderation", Moderate, "moderation"},
}

// byName finds the providers of a configuration by label and by id.
func byName(specs []ProviderSpec) map[string]ProviderSpec {
	list := map[string]ProviderSpec{}
	for _, s := range specs {
		list[s.ID] = s
	}
	for _, s := range specs {
		if _, taken := list[s.Label]; s.Label != "" && !taken {
			list[s.Label] = s
		}
	}
	return list
}

// testJudges reads who judges a test, and by which prompt.
func (p *suiteParser) testJudges(keys *keySet) (*Judges, string) {
	n := keys.mapping("options")
	if n == nil {
		return nil, ""
	}
	own := &keySet{p: p, d: keys.d, at: keys.d.pos(n), entries: p.entries(keys.d, n)}
	return p.judgesAt(own), p.rubric(own)
}

// assertJudge reads who judges an assertion that asks a model.
func (p *suiteParser) assertJudge(keys *keySet, a *Assertion) {
	t, ok := p.opts.Judged[a.Type]
	if !ok {
		return
	}
	own := p.judgesAt(keys)
	a.take(own, t.Tasks)
	if own != nil && own.Any != nil && !slices.ContainsFunc(t.Tasks, own.Any.does) {
		p.errs.Add(own.Any.Pos, fmt.Sprintf("%s cannot judge %s, which asks for something else", own.Any.ID, a.FullType()),
			"openai:chat:MODEL gives replies, openai:embedding:MODEL embeddings, openai:moderation:MODEL categories")
	}
	a.Rubric = p.rubric(keys)
}

// take fills in the models that an assertion does not name itself.
func (a *Assertion) take(from *Judges, tasks []Task) {
	if a.Judge == nil {
		a.Judge = from.For(tasks[0])
	}
	if a.Embedder == nil && len(tasks) > 1 {
		a.Embedder = from.For(tasks[1])
	}
}

// judgesAt reads "provider": a text, {id, config}, or a mapping of tasks to
// either, which may have an id for the other tasks.
func (p *suiteParser) judgesAt(keys *keySet) *Judges {
	n := keys.get("provider")
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return &Judges{Any: p.judgeSpec(keys.d, n)}
	}
	judges := &Judges{ByTask: map[Task]*ProviderSpec{}}
	var rest []entry
	for _, e := range p.entries(keys.d, n) {
		if task, ok := taskNamed(e.name); ok {
			judges.ByTask[task] = p.judgeSpec(keys.d, e.val)
		} else {
			rest = append(rest, e)
		}
	}
	switch {
	case slices.ContainsFunc(rest, func(e entry) bool { return e.name == "id" }):
		judges.Any = p.judgeOf(keys.d, keys.d.pos(n), rest)
	case len(rest) > 0:
		p.errs.Add(keys.d.pos(rest[0].key), rest[0].name+" of a judge without id",
			"write id: and config:, or text:, embedding:, classification: or moderation: with a provider each")
		judges.Any = &ProviderSpec{Pos: keys.d.pos(rest[0].key)} // it is named, if wrongly
	}
	return judges
}

func taskNamed(name string) (Task, bool) {
	for _, t := range judgeTasks {
		if t.name == name {
			return t.task, true
		}
	}
	return "", false
}

// judgeSpec reads one provider.
func (p *suiteParser) judgeSpec(d *doc, n *yaml.Node) *ProviderSpec {
	pos := d.pos(n)
	switch n.Kind {
	case yaml.ScalarNode:
		if strings.HasPrefix(n.Value, fileScheme) && isData(n.Value) {
			return p.judgeFile(pos, n.Value)
		}
		return p.knownJudge(ProviderSpec{ID: n.Value, Pos: pos})
	case yaml.MappingNode:
		return p.judgeOf(d, pos, p.entries(d, n))
	default:
		p.errs.Add(pos, "provider must be a text or a mapping, not "+kind(n), "write the judge's id, such as openai:gpt-4.1")
		return &ProviderSpec{Pos: pos}
	}
}

// judgeOf reads the keys of one provider.
func (p *suiteParser) judgeOf(d *doc, pos diag.Pos, keys []entry) *ProviderSpec {
	spec := ProviderSpec{Pos: pos}
	for _, e := range keys {
		switch e.name {
		case "id":
			spec.ID = e.val.Value
		case "label":
			spec.Label = e.val.Value
		case "config":
			spec.Config, _ = p.value(d, e.val).(*value.Object)
		default:
			p.errs.Add(d.pos(e.key), e.name+" of a judge is not supported in this version", "give it id: and config: only")
		}
	}
	return p.knownJudge(spec)
}

// knownJudge gives the whole provider that a name of the file's own providers
// stands for.
func (p *suiteParser) knownJudge(spec ProviderSpec) *ProviderSpec {
	if own, ok := p.judges[spec.ID]; ok && spec.Config == nil {
		own.Pos = spec.Pos
		spec = own
	}
	spec.Env = p.block
	p.refuseJudge(&spec)
	return &spec
}

// judgeFile reads the judge of a file, which holds one mapping.
func (p *suiteParser) judgeFile(at diag.Pos, ref string) *ProviderSpec {
	file, src, ok := p.read(at, ref)
	if !ok {
		return &ProviderSpec{Pos: at}
	}
	d, ok := p.document(file, src)
	if !ok {
		return &ProviderSpec{Pos: at}
	}
	if d.root != nil && d.root.Kind == yaml.MappingNode {
		return p.judgeSpec(d, d.root)
	}
	p.errs.Add(at, file+" holds no judge", "write id: with its name, such as openai:gpt-4.1, and config:")
	return &ProviderSpec{Pos: at}
}

// refuseJudge names what promptfoo could load as a judge and we cannot.
func (p *suiteParser) refuseJudge(spec *ProviderSpec) {
	head, _, _ := strings.Cut(spec.ID, ":")
	switch {
	case spec.ID == "":
		p.errs.Add(spec.Pos, "a judge without id", "write its id, such as openai:gpt-4.1")
	case slices.Contains([]string{"huggingface", "hf"}, head):
		p.errs.Add(spec.Pos, spec.ID+": models of Hugging Face are not supported as judges in this version",
			"serve the model by an OpenAI-compatible API, or put it behind a command: exec:./classify.sh")
	case head == "file" && isData(spec.ID):
		p.errs.Add(spec.Pos, spec.ID+": a judge's file cannot name another", "write the judge's id, such as openai:gpt-4.1")
	case slices.Contains([]string{"file", "python", "golang", "javascript", "package"}, head), head != "exec" && slices.Contains(codeFiles, extension(spec.ID)):
		p.errs.Add(spec.Pos, spec.ID+": code as a judge is not supported in this version", "run it as a command: exec:./judge.sh")
	}
}
