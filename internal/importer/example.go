package importer

import (
	"fmt"

	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/value"
)

// example is an entry of a dataset: what goes in, and what should come out.
type example struct {
	id   string
	vars *value.Object
	want []any // texts that the answer should hold
	from File
}

// example reads {inputs, outputs} of LangSmith or {input, expectedOutput} of
// Langfuse.
func (in *Import) example(f File, doc *document, n *node) []example {
	inputs := n.get("inputs", "input")
	vars, ok := inputs.value().(*value.Object)
	if text, is := inputs.string(); is {
		vars, ok = value.NewObject("input", text), true
	}
	if !ok || vars.Len() == 0 {
		in.fail(doc.pos(n), "an example needs inputs, an object or a text", "give the dataset as it was exported")
		return nil
	}
	e := example{id: n.text("id"), vars: vars, from: f}
	out := n.get("outputs", "expectedOutput", "expected_output", "output")
	if text, is := out.string(); is {
		e.want = append(e.want, text)
	} else if o, is := out.value().(*value.Object); is {
		for _, v := range o.All() {
			if text, isText := v.(string); isText && text != "" {
				e.want = append(e.want, text)
			}
		}
	}
	return []example{e}
}

// exampleSuite writes a suite of examples. A reference answer is asked for as a
// part of the answer, which is for the user to make stricter or milder.
func (in *Import) exampleSuite(path string, list []example) File {
	var cases []suitefile.Case
	guessed := false
	for _, e := range list {
		c := suitefile.Case{ID: e.id, Vars: e.vars}
		for _, want := range e.want {
			var t templateText
			t.literal(fmt.Sprint(want))
			c.Asserts = append(c.Asserts, suitefile.Assert{Type: "icontains", Value: t.String()})
			guessed = true
		}
		if len(c.Asserts) == 0 {
			c.Asserts = []suitefile.Assert{{Type: "regex", Value: `\S`}}
		}
		cases = append(cases, c)
	}
	head := "# The source says nothing of the answers: this only asks for any. Say what they must hold.\n"
	if guessed {
		head = "# A reference answer is looked for in the answer. Choose what fits: equals for labels, icontains\n" +
			"# for a fact that must occur, llm-rubric or factuality for free text.\n"
	}
	src := []byte(head + "tests:\n" + suitefile.YAML(cases))
	return File{Path: path, Src: in.withoutKeys(src, list[0].from, (&document{path: list[0].from.Path}).place(0))}
}
