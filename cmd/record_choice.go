package cmd

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// recordChoice says which of the records of a version is meant: without one it is
// that of the prompt as it stands.
type recordChoice struct {
	suite    string
	provider string
	model    string
	typed    []string      // KEY=VALUE of a variant, as the user wrote them
	variant  *value.Object // what they come to
}

func (o *recordChoice) flags(f *pflag.FlagSet) {
	f.StringVar(&o.suite, "suite", "", "only records of the suite `FILE`")
	f.StringVar(&o.provider, "provider", "", "only records of the provider `P`")
	f.StringVar(&o.model, "model", "", "only records of the model `M`, such as gpt-4.1 or openai:gpt-4.1")
	f.StringArrayVar(&o.typed, "variant", nil, "only records of eval --matrix that set `KEY=VALUE`; repeat it for more keys")
}

// read reads what the user typed of a variant.
func (o *recordChoice) read() error {
	if len(o.typed) == 0 {
		return nil
	}
	o.variant = &value.Object{}
	for _, typed := range o.typed {
		m := axisForm().FindStringSubmatch(typed)
		if m == nil {
			return usageHint("such as --variant temperature=0.2", "--variant takes KEY=VALUE, not %q", typed)
		}
		v, err := axisValue(m[1], strings.TrimSpace(m[2]))
		if err != nil {
			return usagef("--variant: %s", strings.TrimPrefix(err.Error(), "--matrix: "))
		}
		o.variant.Set(m[1], v)
	}
	return nil
}

// chooses says whether the user named anything but the suite.
func (o *recordChoice) chooses() bool {
	return o.provider != "" || o.model != "" || o.variant.Len() > 0
}

// text is the choice for people.
func (o *recordChoice) text() string {
	var parts []string
	if o.suite != "" {
		parts = append(parts, "suite "+o.suite)
	}
	if o.provider != "" {
		parts = append(parts, "provider "+o.provider)
	}
	if o.model != "" {
		parts = append(parts, "model "+o.model)
	}
	if o.variant.Len() > 0 {
		parts = append(parts, "variant "+variantText(o.variant))
	}
	return strings.Join(parts, ", ")
}

// match says whether a record is meant.
func (o *recordChoice) match(r *eval.Record) bool {
	if o.suite != "" && o.suite != r.Suite || o.provider != "" && o.provider != r.Provider {
		return false
	}
	if o.model != "" && !slices.Contains([]string{r.Model, r.Provider + ":" + r.Model, r.ResolvedModel, recordModel(r)}, o.model) {
		return false
	}
	for name, want := range o.variant.All() {
		got, set := r.Variant.Get(name)
		if name == modelAxis && !set {
			got, set = r.Model, true
		}
		same := string(value.Canonical(got)) == string(value.Canonical(want)) || name == modelAxis && want == recordModel(r)
		if !set || !same {
			return false
		}
	}
	return true
}

// recordModel is provider:model of a record, or the provider alone.
func recordModel(r *eval.Record) string {
	return targetName(eval.Target{Provider: r.Provider, Model: r.Model})
}

// recordName tells records of one version apart for people.
func recordName(r *eval.Record) string {
	name := recordModel(r)
	if rest := withoutModel(r.Variant); rest.Len() > 0 {
		name += " " + variantText(rest)
	}
	return name
}

// withoutModel is what a variant sets beside the model.
func withoutModel(variant *value.Object) *value.Object {
	rest := &value.Object{}
	for name, v := range variant.All() {
		if name != modelAxis {
			rest.Set(name, v)
		}
	}
	return rest
}

// chosen are the records of a version that are meant: without a choice the one that
// stands for it, else the one that stands for each suite, model and variant, the
// prompt itself before its variants.
func (s *recordSet) chosen(it *iteration, o *recordChoice) []*eval.Record {
	if !o.chooses() {
		if r := s.of(it, eval.RecordFilter{Suite: o.suite}); r != nil {
			return []*eval.Record{r}
		}
		return nil
	}
	return slices.DeleteFunc(s.kinds(it), func(r *eval.Record) bool { return !o.match(r) })
}

// kinds are the records that stand for a version under each suite, model and
// variant, the prompt itself before its variants.
func (s *recordSet) kinds(it *iteration) []*eval.Record {
	if it == nil {
		return nil
	}
	var list []*eval.Record
	seen := map[string]bool{}
	for _, r := range s.byKey[it.key] {
		f := eval.RecordFilter{Suite: r.Suite, Provider: r.Provider, Model: r.Model, Variant: r.VariantKey()}
		key := strings.Join([]string{f.Suite, f.Provider, f.Model, f.Variant}, "\x00")
		if seen[key] {
			continue
		}
		seen[key] = true
		if found := s.of(it, f); found != nil {
			list = append(list, found)
		}
	}
	slices.SortStableFunc(list, func(a, b *eval.Record) int {
		return cmp.Or(cmp.Compare(a.VariantKey(), b.VariantKey()), cmp.Compare(recordModel(a), recordModel(b)), cmp.Compare(a.Suite, b.Suite))
	})
	return list
}

// othersText names the records of a version beside one, "" for none.
func (s *recordSet) othersText(it *iteration, shown []*eval.Record) string {
	var names []string
	for _, r := range s.kinds(it) {
		if !slices.ContainsFunc(shown, func(x *eval.Record) bool { return x.ID == r.ID }) {
			name := recordName(r)
			if len(shown) == 0 || shown[0].Suite != r.Suite {
				name += " under " + r.Suite
			}
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "also judged: " + ui.Line(someOf(names, shownFailures)) + " (--suite, --model and --variant choose)"
}
