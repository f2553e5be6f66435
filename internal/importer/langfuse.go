package importer

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// langfuse reads versions of prompts as Langfuse's API gives them and its export
// writes them (fern/apis/server/definition/prompts.yml of langfuse/langfuse).
func langfuse() Source {
	return Source{
		Name: "langfuse",
		Doc: "JSON with versions of prompts, as the API gives them and the web page exports them: a list, one object, or one a line. " +
			"Each version becomes a commit, and a label a label of promptgit.",
		Path: "prompts.json",
		Example: `[{"name": "support/router", "type": "chat", "version": 1, "labels": ["production"], "tags": ["support"],
  "config": {"model": "gpt-4o-mini", "temperature": 0}, "commitMessage": "First version", "createdAt": "2026-03-01T10:00:00Z",
  "prompt": [{"role": "system", "content": "Route the ticket."}, {"type": "placeholder", "name": "history"},
    {"role": "user", "content": "{{ticket}}"}]}]
`,
		Suffixes: []string{".json", ".jsonl"},
		Versions: true,
		Read:     readLangfuse,
	}
}

// latestLabel is the label that Langfuse itself moves to each new version.
const latestLabel = "latest"

// langfuseVersion is a version before its references are known.
type langfuseVersion struct {
	number int
	from   File
	doc    *document
	node   *node
}

func readLangfuse(files []File, o Options) *Import {
	in := &Import{included: map[string][]diag.Pos{}}
	byName, data := map[string][]langfuseVersion{}, map[string][]example{}
	var names []string
	for _, f := range files {
		doc, roots, err := readJSON(f)
		if err != nil {
			in.Errors = append(in.Errors, asDiagnostics(f.Path, err)...)
			continue
		}
		for _, n := range langfuseObjects(roots) {
			if n.get("prompt") == nil && n.get("input") != nil {
				if status := n.text("status"); status != "ARCHIVED" {
					data[f.Path] = append(data[f.Path], in.example(f, doc, n)...)
				}
				continue
			}
			name := n.text("name")
			number, err := strconv.Atoi(n.text("version"))
			switch {
			case name == "" || n.get("prompt") == nil:
				in.fail(doc.pos(n), "this is no version of a prompt: it needs a name and a prompt", "give the export of Langfuse, or what GET /api/public/v2/prompts/NAME answers")
				continue
			case err != nil || number < 1:
				in.fail(doc.pos(cmp.Or(n.get("version"), n)), "a version needs a number from 1 in version", "give the export as Langfuse wrote it")
				continue
			}
			if byName[name] == nil {
				names = append(names, name)
			}
			byName[name] = append(byName[name], langfuseVersion{number, f, doc, n})
		}
	}
	where := paths{folder: o.Prompts, ext: ".md"}
	slices.Sort(names)
	for _, name := range names {
		where.of(name)
	}
	for _, name := range names {
		list := byName[name]
		slices.SortStableFunc(list, func(a, b langfuseVersion) int { return cmp.Compare(a.number, b.number) })
		p, before := Prompt{Name: name, Path: where.of(name)}, len(in.Errors)
		for i, v := range list {
			if i > 0 && v.number == list[i-1].number {
				if a, b := value.Canonical(v.node.value()), value.Canonical(list[i-1].node.value()); string(a) != string(b) {
					in.fail(v.doc.pos(v.node), fmt.Sprintf("version %d of %s stands here twice, and not the same", v.number, name), "give one export at a time")
				}
				continue
			}
			p.Versions = append(p.Versions, in.langfuseVersion(p.Path, v, where.byName))
		}
		p.Refused = len(in.Errors) > before
		in.Prompts = append(in.Prompts, p)
	}
	for i := range in.Prompts {
		p := &in.Prompts[i]
		if last := p.Versions[len(p.Versions)-1]; bytes.HasPrefix(last.Src, []byte("---\n")) {
			for _, pos := range in.included[p.Path] {
				in.fail(pos, fmt.Sprintf("it includes the prompt %q, which has a configuration or tags: an included file is only text", p.Name),
					"write the text of that prompt into this one in Langfuse")
			}
		}
	}
	for _, f := range files {
		if list := data[f.Path]; len(list) > 0 {
			stem, _ := cutExt(path.Base(f.Path))
			in.Files = append(in.Files, in.exampleSuite(path.Join(o.Suites, fileName(stem)+".yaml"), list))
		}
	}
	if len(in.Prompts)+len(in.Files)+len(in.Errors) == 0 && len(files) > 0 {
		in.fail((&document{path: files[0].Path}).place(0), "there is no version of a prompt in it", "give the export of Langfuse")
	}
	return in
}

// langfuseObjects finds the versions in a list, in an answer of the API that holds
// one under data or prompts, or one a line.
func langfuseObjects(roots []*node) []*node {
	var list []*node
	for _, n := range roots {
		inner := n.get("data", "prompts")
		switch {
		case n.kind == '[':
			list = append(list, langfuseObjects(n.list)...)
		case inner != nil && inner.kind == '[' && n.get("prompt") == nil:
			list = append(list, langfuseObjects(inner.list)...)
		default:
			list = append(list, n)
		}
	}
	return list
}

func (in *Import) langfuseVersion(file string, v langfuseVersion, known map[string]string) Version {
	n, pos := v.node, v.doc.pos(v.node)
	config, _ := n.get("config").value().(*value.Object)
	d := &draft{front: settings(config)}
	if tags := n.get("tags").texts(); len(tags) > 0 {
		var list []any
		for _, tag := range tags {
			list = append(list, tag)
		}
		d.front.Set("tags", list)
	}
	body := n.get("prompt")
	switch text, ok := body.string(); {
	case ok:
		d.messages = []message{{text: in.langfuseText(v, body, text, file, known), pos: v.doc.pos(body)}}
	case body.kind == '[':
		for _, m := range body.list {
			in.langfuseMessage(d, v, m, file, known)
		}
	default:
		in.fail(v.doc.pos(body), "prompt must be a text or a list of messages", "give the export as Langfuse wrote it")
	}
	out := Version{ID: strconv.Itoa(v.number), Pos: pos, Author: n.text("createdBy")}
	if out.Author == "API" {
		out.Author = ""
	}
	var problems []string
	out.Time, problems = timeOf(n.text("createdAt", "created_at"))
	for _, p := range problems {
		in.warn(pos, p, "the commit has the time of the import")
	}
	out.Subject, out.Body = messageOf(n.text("commitMessage", "commit_message"))
	for _, label := range n.get("labels").texts() {
		if label != latestLabel && strings.TrimSpace(label) != "" && !slices.Contains(out.Labels, label) {
			out.Labels = append(out.Labels, label)
		}
	}
	src, errs := d.write(file, pos)
	in.Errors = append(in.Errors, errs...)
	out.Src = in.withoutKeys(src, v.from, pos)
	return out
}

func (in *Import) langfuseMessage(d *draft, v langfuseVersion, m *node, file string, known map[string]string) {
	pos := v.doc.pos(m)
	if m.text("type") == "placeholder" {
		name := m.text("name")
		if !variable(name) {
			in.fail(pos, fmt.Sprintf("a placeholder cannot be called %q", name), "rename it in Langfuse: letters, digits and _")
			return
		}
		d.messages = append(d.messages, message{role: "user", text: "{{" + name + "}}", pos: pos})
		if !slices.Contains(d.threads, name) {
			d.threads = append(d.threads, name)
		}
		return
	}
	role, ok := roleOf(m.text("role"))
	content := m.get("content")
	text, isText := content.string()
	switch {
	case !ok:
		in.fail(pos, fmt.Sprintf("a message of the role %q has no counterpart", m.text("role")), "roles are system, user, assistant, tool and developer")
	case !isText:
		in.fail(pos, "the content of a message must be a text", "images and files cannot be moved in: write them by hand, see docs/chains.md")
	case strings.TrimSpace(text) == "":
		in.warn(pos, "an empty message is left out", "")
	default:
		d.messages = append(d.messages, message{role: role, text: in.langfuseText(v, content, text, file, known), pos: pos})
	}
}

// langfuseText makes a Nunjucks template of a text in which {{name}} is replaced
// and nothing else means anything.
func (in *Import) langfuseText(v langfuseVersion, n *node, text, file string, known map[string]string) string {
	return in.variableText(v.doc.pos(n), text, func(tag string) string { return in.langfuseReference(v, n, tag, file, known) })
}

// langfuseReference makes an include of a reference to another prompt.
func (in *Import) langfuseReference(v langfuseVersion, n *node, tag, file string, known map[string]string) string {
	name := ""
	for part := range strings.SplitSeq(tag, "|") {
		key, val, _ := strings.Cut(part, "=")
		switch key {
		case "name":
			name = val
		case "version", "label":
			in.warn(v.doc.pos(n), fmt.Sprintf("the reference to %q asks for %s %s; an include takes the version of the same commit", nameIn(tag), key, val), "")
		}
	}
	if path := known[name]; path != "" && path != file {
		in.included[path] = append(in.included[path], v.doc.pos(n))
		return `{% include "/` + path + `" %}`
	}
	in.fail(v.doc.pos(n), fmt.Sprintf("it refers to the prompt %q, which is not in the files given", name), "export that prompt, too, and give both files")
	return ""
}

func nameIn(tag string) string {
	_, rest, _ := strings.Cut(tag, "name=")
	name, _, _ := strings.Cut(rest, "|")
	return name
}

// timeOf reads a time of an API; what is none is told.
func timeOf(text string) (at time.Time, problems []string) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04:05Z07:00", time.DateOnly} {
		if at, err := time.Parse(form, text); err == nil {
			if at.Unix() < 0 || at.Year() > 9998 {
				return time.Time{}, []string{fmt.Sprintf("%q is no time that a commit can have", text)}
			}
			return at, nil
		}
	}
	return time.Time{}, []string{fmt.Sprintf("%q is no time", text)}
}

// messageOf splits a message into its first line and the rest.
func messageOf(text string) (subject, body string) {
	subject, body, _ = strings.Cut(strings.TrimSpace(unixText(text)), "\n")
	return strings.TrimSpace(subject), strings.TrimSpace(body)
}
