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

// maxVotes bounds the questions that one assertion may ask.
const maxVotes = 99

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
	a.take(p.judgesAt(keys), t.Tasks)
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
// either.
func (p *suiteParser) judgesAt(keys *keySet) *Judges {
	n := keys.get("provider")
	if n == nil {
		return nil
	}
	if n.Kind != yaml.MappingNode || child(n, "id") != nil {
		return &Judges{Any: p.judgeSpec(keys.d, n)}
	}
	judges := &Judges{ByTask: map[Task]*ProviderSpec{}}
	for _, e := range p.entries(keys.d, n) {
		found := false
		for _, t := range judgeTasks {
			if t.name == e.name {
				judges.ByTask[t.task], found = p.judgeSpec(keys.d, e.val), true
			}
		}
		if !found {
			p.errs.Add(keys.d.pos(e.key), fmt.Sprintf("unknown key %q in provider", e.name),
				"write id: and config:, or text:, embedding:, classification: or moderation: with a provider each")
			judges.Any = &ProviderSpec{Pos: keys.d.pos(e.key)} // it is named, if wrongly
		}
	}
	return judges
}

// judgeSpec reads one provider. A name of the file's own providers stands for
// the whole provider.
func (p *suiteParser) judgeSpec(d *doc, n *yaml.Node) *ProviderSpec {
	spec := ProviderSpec{Pos: d.pos(n)}
	switch n.Kind {
	case yaml.ScalarNode:
		spec.ID = n.Value
	case yaml.MappingNode:
		for _, e := range p.entries(d, n) {
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
	default:
		p.errs.Add(d.pos(n), "provider must be a text or a mapping, not "+kind(n), "write the judge's id, such as openai:gpt-4.1")
		return &spec
	}
	if own, ok := p.judges[spec.ID]; ok && spec.Config == nil {
		own.Pos = spec.Pos
		spec = own
	}
	p.refuseJudge(&spec)
	return &spec
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
	case slices.Contains([]string{"file", "python", "golang", "javascript", "package"}, head):
		p.errs.Add(spec.Pos, spec.ID+": code as a judge is not supported in this version", "run it as a command: exec:./judge.sh")
	}
}

// rubric reads the judge's prompt: a template, or a list or mapping of them,
// which becomes JSON.
func (p *suiteParser) rubric(keys *keySet) string {
	n := keys.get("rubricPrompt")
	if n == nil {
		return ""
	}
	at := keys.d.pos(n)
	if n.Kind == yaml.ScalarNode {
		return p.rubricText(at, n.Value)
	}
	v := p.value(keys.d, n)
	if list, ok := v.([]any); ok {
		for i, item := range list {
			if text, isText := item.(string); isText && strings.HasPrefix(text, fileScheme) {
				list[i] = p.rubricText(at, text)
			}
		}
	}
	if o, ok := v.(*value.Object); ok {
		if o.Len() == 0 {
			return ""
		}
		for name, item := range o.All() {
			if text, isText := item.(string); isText && strings.HasPrefix(text, fileScheme) {
				o.Set(name, p.rubricText(at, text))
			}
		}
	}
	return compactJSON(v)
}

func (p *suiteParser) rubricText(at diag.Pos, text string) string {
	if strings.HasPrefix(text, fileScheme) {
		switch ext := extension(text); {
		case slices.Contains(codeFiles, ext):
			p.errs.Add(at, fmt.Sprintf("%s: a rubricPrompt from code is not supported in this version", text), "write the prompt as text, JSON or YAML")
			return ""
		case ext == ".json" || ext == ".yaml" || ext == ".yml":
			v, _ := p.data(at, text)
			return compactJSON(v)
		}
		_, src, _ := p.read(at, text)
		text = string(src)
	}
	if chat := strings.TrimSpace(text); strings.HasPrefix(chat, "- role:") { // a chat in YAML
		if root, err := value.ParseYAML("", []byte(chat), 0); err == nil && root != nil {
			if v, err := value.FromYAML(root); err == nil {
				return compactJSON(v)
			}
		}
	}
	return text
}

// judged completes the assertions of a test that ask models, sets included: who
// judges, by which prompt and how often.
func (p *suiteParser) judged(t *testDraft, asserts []Assertion) []Assertion {
	if len(p.opts.Judged) == 0 || len(asserts) == 0 {
		return asserts
	}
	list := slices.Clone(asserts) // a default assertion stands in many tests
	for i := range list {
		a := &list[i]
		a.Set = p.judged(t, a.Set)
		if kind, ok := p.opts.Judged[a.Type]; ok {
			p.judge(t, a, &kind)
		}
	}
	return list
}

func (p *suiteParser) judge(t *testDraft, a *Assertion, kind *JudgeType) {
	a.Protocol = kind.Protocol
	if a.Rubric == "" {
		a.Rubric = t.rubric
	}
	a.take(t.judges, kind.Tasks)
	if o := p.opts.Judge; o != nil {
		a.take(&o.Default, kind.Tasks)
		if kind.Tasks[0] == Chat {
			a.Votes = o.Votes
			if o.Asked != nil {
				a.Judge = o.Asked
			}
		}
	}
	if v, ok := t.options.Get(kind.Options); ok && kind.Options != "" {
		config := a.Config.Clone()
		if _, own := config.Get(kind.Options); !own {
			config.Set(kind.Options, v)
		}
		a.Config = config
	}
	message, hint := p.unjudged(a, kind)
	if message == "" || p.told[a.Pos] {
		return
	}
	if p.told == nil {
		p.told = map[diag.Pos]bool{}
	}
	p.told[a.Pos] = true
	p.errs.Add(a.Pos, message, hint)
}

// unjudged says why an assertion cannot be judged, "" where it can.
func (p *suiteParser) unjudged(a *Assertion, kind *JudgeType) (message, hint string) {
	if v, ok := a.Config.Get("votes"); ok {
		votes, whole := v.(int64)
		if !whole || votes < 1 || votes > maxVotes || votes%2 == 0 {
			return fmt.Sprintf("votes of %s must be an odd whole number from 1 to %d", a.FullType(), maxVotes), "write votes: 3; an even number could end in a tie"
		}
		a.Votes = int(votes)
	}
	if kind.Check != nil {
		if message, hint = kind.Check(a); message != "" {
			return message, hint
		}
	}
	if p.opts.Judge == nil {
		return "", ""
	}
	for i, task := range kind.Tasks {
		if i == 0 && a.Judge != nil || i > 0 && a.Embedder != nil {
			continue
		}
		for _, t := range judgeTasks {
			if t.task == task {
				return fmt.Sprintf("no model is named that judges %s", a.FullType()), missingJudge(t.name, t.key)
			}
		}
	}
	return "", ""
}

func missingJudge(name, key string) string {
	hint := fmt.Sprintf("give the assertion provider:, or write judge: {%s: ...} into promptgit.yaml", key)
	if name == "text" {
		return hint + ", or use --judge"
	}
	return hint
}

// judgeContent is what of an assertion's judge belongs into a case's key.
func judgeContent(a *Assertion) *value.Object {
	o := value.NewObject("protocol", a.Protocol)
	for name, spec := range map[string]*ProviderSpec{"provider": a.Judge, "embedding": a.Embedder} {
		if spec != nil {
			o.Set(name, value.NewObject("id", spec.ID, "config", keyed(spec.Config)))
		}
	}
	if a.Rubric != "" {
		o.Set("prompt", a.Rubric)
	}
	if a.Votes > 1 {
		o.Set("votes", a.Votes)
	}
	return o
}
