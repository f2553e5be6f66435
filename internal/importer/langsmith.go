package importer

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// langsmith reads prompt commits of LangSmith and of the LangChain hub, bare
// manifests, and datasets.
func langsmith() Source {
	return Source{
		Name: "langsmith",
		Doc: "JSON of LangSmith: prompt commits (one, a list, or one a line) with their manifests become commits in the order of their parents; " +
			"a manifest alone becomes a file, examples and datasets a suite.",
		Path: "prompt.json",
		Example: `{"owner": "acme", "repo": "reply", "commit_hash": "5c1f0b2a", "created_at": "2026-03-01T10:00:00Z",
 "manifest": {"lc": 1, "type": "constructor", "id": ["langchain", "prompts", "chat", "ChatPromptTemplate"],
  "kwargs": {"input_variables": ["q"], "messages": [
   {"lc": 1, "type": "constructor", "id": ["langchain_core", "prompts", "chat", "HumanMessagePromptTemplate"],
    "kwargs": {"prompt": {"lc": 1, "type": "constructor", "id": ["langchain_core", "prompts", "prompt", "PromptTemplate"],
     "kwargs": {"input_variables": ["q"], "template_format": "f-string", "template": "Answer briefly: {q}"}}}}]}},
 "examples": [{"inputs": {"q": "Where is my refund?"}, "outputs": {"answer": "refund"}}]}
`,
		Suffixes: []string{".json", ".jsonl", ".yaml", ".yml"},
		Versions: true,
		Read:     readLangSmith,
	}
}

// hubCommit is one commit of a prompt. What two files say of it is joined.
type hubCommit struct {
	name, id, parent string
	doc              *document
	node             *node // that has the manifest, nil where none was seen
	from             File
	time, author     string
	subject          string
	examples         []example
	seen             int
}

// hub collects what the files hold.
type hub struct {
	in      *Import
	o       Options
	commits map[string]*hubCommit // by name and id
	bare    []*hubCommit          // manifests without a version
	data    map[string][]example  // datasets, by the stem of their file
}

func readLangSmith(files []File, o Options) *Import {
	h := &hub{in: &Import{}, o: o, commits: map[string]*hubCommit{}, data: map[string][]example{}}
	for _, f := range files {
		doc, roots, err := readTree(f)
		if err != nil {
			h.in.Errors = append(h.in.Errors, asDiagnostics(f.Path, err)...)
			continue
		}
		h.collect(f, doc, roots)
	}
	h.prompts()
	h.suites()
	if len(h.in.Prompts)+len(h.in.Files)+len(h.in.Errors) == 0 && len(files) > 0 {
		h.in.fail((&document{path: files[0].Path}).place(0), "there is neither a prompt nor an example in it", "give a prompt commit, a manifest or a dataset of LangSmith")
	}
	return h.in
}

func (h *hub) collect(f File, doc *document, roots []*node) {
	stem, _ := cutExt(path.Base(f.Path))
	for _, n := range roots {
		inner := n.get("commits", "prompts", "data")
		switch {
		case n.kind == '[':
			h.collect(f, doc, n.list)
		case inner != nil && inner.kind == '[' && n.get("manifest") == nil:
			h.collect(f, doc, inner.list)
		case n.get("lc") != nil || n.get("_type") != nil:
			h.bare = append(h.bare, &hubCommit{name: stem, doc: doc, node: n, from: f})
		case n.get("commit_hash") != nil:
			h.commit(f, doc, n, stem)
		case n.get("manifest") != nil:
			h.bare = append(h.bare, &hubCommit{name: cmp.Or(n.text("repo", "prompt_name"), stem), doc: doc, node: n.get("manifest"), from: f, examples: h.examples(f, doc, n)})
		case n.get("inputs") != nil:
			h.data[stem] = append(h.data[stem], h.in.example(f, doc, n)...)
		default:
			h.in.fail(doc.pos(n), "this is neither a prompt commit nor a manifest nor an example", "give what LangSmith exported, or what its API answered")
		}
	}
}

func (h *hub) commit(f File, doc *document, n *node, stem string) {
	id := n.text("commit_hash")
	name := n.text("repo", "prompt_name", "repo_handle", "name")
	if name == "" {
		name = stem
		for _, c := range h.commits { // a list of commits may leave the name out
			if c.id == id {
				name = c.name
			}
		}
	}
	key := name + "\x00" + id
	c := h.commits[key]
	if c == nil {
		c = &hubCommit{name: name, id: id, seen: len(h.commits), doc: doc, from: f}
		h.commits[key] = c
	}
	c.parent = cmp.Or(c.parent, n.text("parent_commit_hash"))
	c.time = cmp.Or(c.time, n.text("created_at"))
	c.author = cmp.Or(c.author, n.text("created_by", "author", "full_name"))
	c.subject = cmp.Or(c.subject, n.text("description", "commit_message", "message"))
	if m := n.get("manifest"); m != nil && c.node == nil {
		c.node, c.doc, c.from = m, doc, f
	}
	if len(c.examples) == 0 {
		c.examples = h.examples(f, doc, n)
	}
}

func (h *hub) examples(f File, doc *document, n *node) []example {
	list := n.get("examples")
	if list == nil || list.kind != '[' {
		return nil
	}
	var found []example
	for _, item := range list.list {
		found = append(found, h.in.example(f, doc, item)...)
	}
	return found
}

// prompts makes versions of the commits, in the order of their parents.
func (h *hub) prompts() {
	byName := map[string][]*hubCommit{}
	for _, c := range h.commits {
		byName[c.name] = append(byName[c.name], c)
	}
	where := paths{folder: h.o.Prompts, ext: ".md"}
	var names []string
	for name := range byName {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p, before := Prompt{Name: name, Path: where.of(name)}, len(h.in.Errors)
		list := h.chain(byName[name])
		for _, c := range list {
			if c.node == nil {
				h.in.fail(c.doc.place(0), fmt.Sprintf("the manifest of commit %s of %s is not in the files", c.id, name), "give what the API answers for that commit, too")
				continue
			}
			p.Versions = append(p.Versions, h.version(p.Path, c))
			if len(c.examples) > 0 {
				h.data[strings.TrimSuffix(strings.TrimPrefix(p.Path, h.o.Prompts+"/"), ".md")] = c.examples // of the newest that has any
			}
		}
		p.Refused = len(h.in.Errors) > before
		h.in.Prompts = append(h.in.Prompts, p)
	}
	for _, c := range h.bare {
		p, before := Prompt{Name: c.name, Path: where.of(c.name)}, len(h.in.Errors)
		p.Versions = []Version{h.version(p.Path, c)}
		p.Refused = len(h.in.Errors) > before
		h.in.Prompts = append(h.in.Prompts, p)
		if len(c.examples) > 0 {
			h.data[c.name] = append(h.data[c.name], c.examples...)
		}
	}
}

func (h *hub) version(path string, c *hubCommit) Version {
	pos := c.doc.pos(c.node)
	m := &manifest{in: h.in, doc: c.doc, d: &draft{}}
	m.read(c.node)
	v := Version{ID: c.id, Author: c.author, Pos: pos}
	var problems []string
	v.Time, problems = timeOf(c.time)
	for _, problem := range problems {
		h.in.warn(pos, problem, "the commit has the time of the import")
	}
	v.Subject, v.Body = messageOf(c.subject)
	src, errs := m.write(path, pos)
	h.in.Errors = append(h.in.Errors, errs...)
	v.Src = h.in.withoutKeys(src, c.from, pos)
	return v
}

// chain puts commits behind their parents; where these say nothing, by time, and
// then as they stand in the file.
func (h *hub) chain(list []*hubCommit) []*hubCommit {
	slices.SortFunc(list, func(a, b *hubCommit) int {
		return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(a.seen, b.seen))
	})
	ids := map[string]bool{}
	for _, c := range list {
		ids[c.id] = true
	}
	var done []*hubCommit
	for len(list) > 0 {
		at := slices.IndexFunc(list, func(c *hubCommit) bool { return !ids[c.parent] || c.parent == c.id })
		if at < 0 {
			h.in.fail(list[0].doc.place(0), fmt.Sprintf("commits of %s are each other's parents", list[0].name), "give the export as it was")
			return append(done, list...)
		}
		ids[list[at].id] = false
		done = append(done, list[at])
		list = slices.Delete(list, at, at+1)
	}
	return done
}

func (h *hub) suites() {
	var stems []string
	for stem := range h.data {
		stems = append(stems, stem)
	}
	slices.Sort(stems)
	for _, stem := range stems {
		h.in.Files = append(h.in.Files, h.in.exampleSuite(path.Join(h.o.Suites, fileName(stem)+".yaml"), h.data[stem]))
	}
}
