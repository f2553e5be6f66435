package cmd

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// mostColumns bounds what one run judges with --matrix: versions times variants.
const mostColumns = 1000

// modelAxis is the name that stands for the model in a matrix.
const modelAxis = "model"

// matrixOptions lay other models and parameters over every version that is judged.
type matrixOptions struct {
	typed []string // KEY=LIST, as the user wrote them
	axes  []axis
}

// axis is one key of a matrix with its values, in the order typed.
type axis struct {
	name   string
	values []any
}

func (o *matrixOptions) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.typed, "matrix", nil, "ask with each of `KEY=A,B`: model or a parameter; more KEY=LIST may follow")
}

// axisForm is KEY=LIST. No such text is a revision, but for a branch with "=" in
// its name, which can be written refs/heads/NAME.
var axisForm = memo.Regexp(`(?s)^([A-Za-z_][A-Za-z0-9_.-]*)=(.*)$`)

// take parts the arguments after --matrix from a revision, which it gives.
func (o *matrixOptions) take(args []string) (rest []string) {
	for _, arg := range args {
		if len(o.typed) > 0 && axisForm().MatchString(arg) {
			o.typed = append(o.typed, arg)
		} else {
			rest = append(rest, arg)
		}
	}
	return rest
}

// revisionArgs is the check of eval's arguments: one revision or range at most, and
// with --matrix any number of KEY=LIST.
func (o *evalOptions) revisionArgs(c *cobra.Command, args []string) error {
	return cobra.MaximumNArgs(1)(c, (&matrixOptions{typed: o.matrix.typed}).take(args))
}

// check reads the axes.
func (o *matrixOptions) check() error {
	o.axes = nil
	for _, typed := range o.typed {
		a, err := parseAxis(typed)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(o.axes, func(x axis) bool { return x.name == a.name }) {
			return usageHint("write all its values in one list: "+a.name+"=A,B", "--matrix: %s stands there twice", a.name)
		}
		o.axes = append(o.axes, a)
	}
	if n := o.size(); n > mostColumns {
		return tooManyColumns(n)
	}
	return nil
}

func tooManyColumns(n float64) error {
	return usageHint("take fewer values, fewer versions or one prompt", "--matrix makes %.0f columns, and one run takes up to %d", n, mostColumns)
}

// size is the number of variants; a product of what fits on a command line can be
// beyond whole numbers.
func (o *matrixOptions) size() float64 {
	n := 1.0
	for _, a := range o.axes {
		n *= float64(len(a.values))
	}
	return n
}

// sets says whether the matrix has an axis of this name.
func (o *matrixOptions) sets(name string) bool {
	return slices.ContainsFunc(o.axes, func(a axis) bool { return a.name == name })
}

// variants is the full product, the last axis moving fastest. Without a matrix it
// is one nil.
func (o *matrixOptions) variants() []*value.Object {
	if len(o.axes) == 0 {
		return []*value.Object{nil}
	}
	list := []*value.Object{{}}
	for _, a := range o.axes {
		var longer []*value.Object
		for _, base := range list {
			for _, v := range a.values {
				one := base.Clone()
				one.Set(a.name, v)
				longer = append(longer, one)
			}
		}
		list = longer
	}
	return list
}

func parseAxis(typed string) (axis, error) {
	m := axisForm().FindStringSubmatch(typed)
	if m == nil {
		return axis{}, usageHint("such as --matrix model=a,b temperature=0,0.7", "--matrix takes KEY=LIST, not %q", typed)
	}
	a := axis{name: m[1]}
	if err := axisName(a.name); err != nil {
		return axis{}, err
	}
	seen := map[string]bool{}
	for _, item := range splitList(m[2]) {
		v, err := axisValue(a.name, item)
		if err != nil {
			return axis{}, err
		}
		key := string(value.Canonical(v))
		if seen[key] {
			return axis{}, usagef("--matrix: %s has the value %s twice", a.name, item)
		}
		seen[key] = true
		a.values = append(a.values, v)
	}
	return a, nil
}

// axisName refuses what is no parameter: another part of a prompt, or of how it is
// judged.
func axisName(name string) error {
	isNot := func(what string) error {
		return usageHint("a matrix takes model and parameters such as temperature", "--matrix: %s is no parameter but %s", name, what)
	}
	switch strings.ToLower(name) {
	case modelAxis:
		if name != modelAxis {
			return usageHint("write model=LIST", "--matrix: there is no parameter %s", name)
		}
		return nil
	case "provider", "connection", "endpoint":
		return usageHint("write the provider before the model: model=openai:gpt-4.1-mini,exec:./model.sh", "--matrix: %s belongs to the model", name)
	case "role":
		return isNot("a setting of promptgit.yaml")
	}
	for _, k := range prompt.Keys() {
		if strings.EqualFold(k.Name, name) {
			return isNot("another key of a prompt")
		}
	}
	return nil
}

// axisValue reads one value as the front matter of a prompt would.
func axisValue(name, item string) (any, error) {
	bad := func(why string) error {
		return usageHint("values are written as in the front matter: 0.2, true, low, \"with, comma\"", "--matrix: %s: %s", name, why)
	}
	if item == "" {
		return nil, bad("a value is missing between commas")
	}
	node, err := value.ParseYAML("", []byte(item), 0)
	var v any
	if err == nil && node != nil {
		v, err = value.FromYAML(node)
	}
	if err != nil || node == nil {
		return nil, bad(fmt.Sprintf("%q is no value", item))
	}
	if f, is := v.(float64); is && (math.IsNaN(f) || math.IsInf(f, 0)) {
		return nil, bad(item + " is no number that can be sent")
	}
	if name != modelAxis {
		return v, nil
	}
	if text, is := v.(string); is && text != "" {
		return text, nil
	}
	if _, is := v.(*value.Object); is || v == nil || v == "" {
		return nil, bad(fmt.Sprintf("%q is no name of a model", item))
	}
	return item, nil // a model named by a number
}

// splitList cuts at commas outside of quotes and brackets.
func splitList(text string) []string {
	var items []string
	depth, start := 0, 0
	quote := rune(0)
	before := ' '
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote && before != '\\' {
				quote = 0
			}
		case (c == '"' || c == '\'') && strings.TrimSpace(text[start:i]) == "" || (c == '"' || c == '\'') && depth > 0:
			quote = c
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case c == ',' && depth <= 0:
			items = append(items, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
		before = c
	}
	return append(items, strings.TrimSpace(text[start:]))
}

// checkMatrix refuses what a matrix cannot be combined with.
func (o *evalOptions) checkMatrix() error {
	if err := o.matrix.check(); err != nil || len(o.matrix.axes) == 0 {
		return err
	}
	switch {
	case o.bisect:
		return usagef("--git-bisect judges one version, and --matrix makes several of it")
	case o.model != "" && o.matrix.sets(modelAxis):
		return usageHint("name the models in one place", "--model and --matrix model= exclude each other")
	}
	return nil
}

// errMatrixInline is for a promptfoo configuration that is run as it stands.
var errMatrixInline = errors.New("its own prompts and providers take no --matrix")

// warnings tells of names that are probably slips.
func (o *matrixOptions) warnings() []string {
	var list []string
	for _, a := range o.axes {
		if a.name == modelAxis || prompt.CommonParam(a.name) {
			continue
		}
		text := fmt.Sprintf("--matrix: %q is no usual parameter: it is sent to the model", a.name)
		if hint := diag.DidYouMean(a.name, prompt.CommonParams()); hint != "" {
			text += "; " + hint
		}
		list = append(list, text)
	}
	return list
}
