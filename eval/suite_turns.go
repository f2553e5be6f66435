package eval

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/prompt"
)

// turns reads `messages:` of a test: what is said after the messages of the
// prompt. Texts and addresses are templates over the vars; files are read now,
// so that their bytes count in the case's key.
func (p *suiteParser) turns(keys *keySet) []prompt.Message {
	n := keys.get("messages")
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		keys.wrong(n, "messages", "a list of messages")
		return nil
	}
	turns := make([]prompt.Message, 0, len(n.Content))
	for _, item := range n.Content {
		item = keys.d.deref(p, item)
		m, err := prompt.ReadMessage(p.value(keys.d, item))
		if err != nil {
			p.errs.Add(keys.d.pos(item), err.Error(), "write {role: user, content: ...}")
			continue
		}
		at := keys.d.pos(item)
		m.Line = at.Line
		for i := range m.Parts {
			m.Parts[i] = p.file64(keys, item, m.Parts[i])
		}
		turns = append(turns, m)
	}
	p.checkTurns(keys, n, turns)
	return turns
}

// file64 puts the bytes of a file of the repository in place of its name.
func (p *suiteParser) file64(keys *keySet, n *yaml.Node, part prompt.Part) prompt.Part {
	ref, isFile := strings.CutPrefix(part.URL, fileScheme)
	if !isFile {
		return part
	}
	at := keys.d.pos(n)
	file, src, ok := p.bytes(at, ref)
	if !ok {
		return part
	}
	if len(src) > maxMedia {
		p.errs.Add(at, fmt.Sprintf("%s has more than %d MiB", file, maxMedia>>20), "use a smaller file")
		return part
	}
	mime, known := media(extension(file))
	switch {
	case part.IsImage() && (!known || !strings.HasPrefix(mime, "image/")):
		mime = sniffed(src, "")
		if mime == "" {
			p.errs.Add(at, file+" is no image", "use a .png, .jpg, .gif or .webp file, or a part of type file")
		}
	case part.IsImage():
		mime = sniffed(src, mime)
	case strings.HasSuffix(strings.ToLower(file), ".pdf"):
		mime = "application/pdf"
	case mime == "":
		mime = part.Type
	}
	part.Type, part.Data, part.URL = mime, src, ""
	return part
}

// checkTurns refuses what could not be said.
func (p *suiteParser) checkTurns(keys *keySet, n *yaml.Node, turns []prompt.Message) {
	if len(turns) == 0 {
		return
	}
	if last := turns[len(turns)-1]; last.Role == "assistant" {
		p.errs.Add(keys.d.pos(n.Content[len(n.Content)-1]), "messages end with one of the assistant, so that nothing is left to be asked",
			"end with a message of the user or of a tool; the answer to it is judged")
	}
	called := slices.ContainsFunc(turns, func(m prompt.Message) bool { return len(m.Calls) > 0 })
	for i, m := range turns {
		if m.Role == "tool" && m.CallID == "" && m.Name == "" {
			hint := "give it the name of the tool; the model's call of that tool is answered with it"
			if called {
				hint = "give it the tool_call_id of the call that it answers, or the name of the tool"
			}
			p.errs.Add(keys.d.pos(n.Content[i]), "a message of a tool that answers no call", hint)
		}
	}
}
