package cmd

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/promptgit/promptgit/gitops"
)

// labelState is where a label of a prompt stands.
type labelState struct {
	labelName
	commit     gitops.OID // "" where there is none, or candidates alone
	candidates []candidate
}

// candidate is a version that a share of a label's users gets.
type candidate struct {
	weight int // percent
	commit gitops.OID
}

// labelStates gives the labels of a prompt, or of all for "", by prompt and label.
func (w *workspace) labelStates(ctx context.Context, prompt string) ([]labelState, error) {
	prefixes := []string{labelsRef, gitops.CandidatesRef}
	if prompt != "" { // a prefix as git takes it: whole parts of the name
		below := strings.TrimSuffix(labelRef(prompt, "x"), "x")
		prefixes = []string{below, gitops.CandidatesRef + strings.TrimPrefix(below, labelsRef)}
	}
	refs, err := w.repo.CommitRefs(ctx, prefixes...)
	if err != nil {
		return nil, err
	}
	states := statesOf(refs)
	return slices.DeleteFunc(states, func(s labelState) bool { return prompt != "" && s.prompt != prompt }), nil
}

// statesOf reads labels and candidates out of refs; others are passed over.
func statesOf(refs []gitops.CommitRef) []labelState {
	known := map[labelName]*labelState{}
	at := func(prompt, label string) *labelState {
		name := labelName{prompt, label}
		if known[name] == nil {
			known[name] = &labelState{labelName: name}
		}
		return known[name]
	}
	for _, ref := range refs {
		if prompt, label, ok := labelOf(ref.Name); ok {
			at(prompt, label).commit = ref.ID
		} else if prompt, label, weight, ok := candidateOf(ref.Name); ok {
			s := at(prompt, label)
			s.candidates = append(s.candidates, candidate{weight, ref.ID})
		}
	}
	list := make([]labelState, 0, len(known))
	for _, s := range known {
		slices.SortFunc(s.candidates, func(a, b candidate) int { return cmp.Compare(a.weight, b.weight) })
		list = append(list, *s)
	}
	slices.SortFunc(list, func(a, b labelState) int {
		return cmp.Or(cmp.Compare(a.prompt, b.prompt), cmp.Compare(a.label, b.label))
	})
	return list
}

// labelToMove gives one label of a prompt, without a commit where there is none. One
// that differs in case alone from another is refused: some file systems hold them for
// the same.
func (w *workspace) labelToMove(ctx context.Context, prompt, label string) (labelState, error) {
	states, err := w.labelStates(ctx, prompt)
	if err != nil {
		return labelState{}, err
	}
	for _, s := range states {
		if s.label == label {
			return s, nil
		}
	}
	for _, s := range states {
		if strings.EqualFold(s.label, label) {
			return labelState{}, usageHint("promptgit promote "+shellWord(prompt)+" "+shellWord(s.label), "%s has the label %s, which differs from %s in case alone", prompt, s.label, label)
		}
	}
	return labelState{labelName: labelName{prompt, label}}, nil
}

func isOID(name string) bool {
	_, ok := gitops.ParseOID(name)
	return ok
}

// checkLabel says what is wrong with the name of a label that is to be made. One
// that another tool made may be named otherwise.
func checkLabel(label string) error {
	bad := func(c rune) bool {
		return unicode.IsSpace(c) || !unicode.IsPrint(c) || strings.ContainsRune("@~^:?*[]\\", c)
	}
	switch {
	case label == "":
		return usageHint("such as production", "the label is empty")
	case !utf8.ValidString(label) || strings.ContainsFunc(label, bad) || strings.HasPrefix(label, "-"):
		return usageHint("such as production, or eu/staging", "%q cannot name a label", label)
	case label == "HEAD" || isOID(label):
		return usageHint("such as production", "%s names a commit, and a label would hide it", label)
	case len(label) > 100:
		return usagef("a label has at most 100 bytes")
	}
	return nil
}
