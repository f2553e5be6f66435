package cmd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// gradeSheet is what a person grades: the outputs of one record.
type gradeSheet struct {
	rev      string
	it       *iteration
	record   eval.Record
	blob     gitops.OID     // where the record stands
	gradings []eval.Grading // what people said of it already
	against  string         // id of the record to compare it with, "" for none
	other    string         // the revision of that record
	equal    int            // pairs of outputs that are equal, and no items
	seed     uint64
	items    []gradeItem // in random order
}

// gradeItem is one output with what was asked, and nothing that tells how it was
// judged.
type gradeItem struct {
	key    string // tells neither the case nor the sample
	of     eval.Grade
	vars   *value.Object
	output string

	other   string // the output of the record to compare with
	swapped bool   // it is shown first
}

const gradeSchema = "promptgit.grade/v1"

type gradeJSON struct {
	Schema string          `json:"schema"`
	Rev    string          `json:"rev"`
	Prompt string          `json:"prompt"`
	Record string          `json:"record"`
	Seed   uint64          `json:"seed"`
	Items  []gradeItemJSON `json:"items"`
}

type gradeItemJSON struct {
	Key    string        `json:"key"`
	Vars   *value.Object `json:"vars"`
	Output string        `json:"output"`
}

func (s *gradeSheet) document() gradeJSON {
	doc := gradeJSON{Schema: gradeSchema, Rev: s.rev, Prompt: s.it.path, Record: s.record.ID, Seed: s.seed, Items: []gradeItemJSON{}}
	for _, item := range s.items {
		doc.Items = append(doc.Items, gradeItemJSON{item.key, item.vars, item.output})
	}
	return doc
}

// gradeSheet finds the record that is asked for and its outputs.
func (w *workspace) gradeSheet(ctx context.Context, o gradeOptions) (*gradeSheet, error) {
	head, ok, err := w.headOf(ctx, o.rev)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNothing("commit", "commit a prompt first")
	}
	if o.suite != "" {
		if o.suite, err = w.findFile(ctx, o.suite); err != nil {
			return nil, err
		}
	}
	s, err := w.gradedRecord(ctx, head, o)
	if err != nil {
		return nil, err
	}
	switch {
	case o.file != "": // grades name outputs that need not be here
		s.addKeys()
		return s, nil
	case o.sheet != "":
		err = w.readSheet(o.sheet, s)
	default:
		err = w.readOutputs(s)
	}
	if err == nil && o.against != "" {
		err = w.pairUp(ctx, s, o)
	}
	if err != nil {
		return nil, err
	}
	s.shuffle(o.seed)
	return s, nil
}

// readOutputs takes in the outputs that this clone holds. Samples without an
// answer have none, and neither have files that an older version left without
// the keys of cases.
func (w *workspace) readOutputs(s *gradeSheet) error {
	results, _, err := w.loadOutputs(s.record.ID)
	if err != nil {
		return err
	}
	for _, r := range results {
		if r.Error == "" && r.Case != "" {
			of := eval.Grade{Case: r.Case, Sample: r.Sample}
			s.items = append(s.items, gradeItem{key: s.key(of), of: of, vars: r.Vars, output: r.Output})
		}
	}
	if len(s.items) > 0 {
		return nil
	}
	return &exitError{
		Code: exitNo, Err: fmt.Errorf("the outputs of record %s are not in this clone", s.record.ID),
		Hint: fmt.Sprintf("take a sheet from where it was made (promptgit grade --json) with --sheet FILE, or make a new record: promptgit eval %s --prompt %s --refresh",
			shortRev(s.rev), shellWord(s.it.path)),
	}
}

// readSheet takes in the outputs of a document that --json printed elsewhere.
func (w *workspace) readSheet(file string, s *gradeSheet) error {
	raw, err := os.ReadFile(w.app.path(file))
	if err != nil {
		return usagef("--sheet: %w", err)
	}
	var doc gradeJSON
	if err := json.Unmarshal(raw, &doc); err != nil || doc.Schema != gradeSchema {
		return diag.Errors{{Pos: diag.Pos{Path: file}, Message: "this is no sheet of promptgit grade --json", Hint: "print one where the outputs are"}}
	}
	if doc.Record != s.record.ID {
		return diag.Errors{{
			Pos: diag.Pos{Path: file}, Message: fmt.Sprintf("the sheet is of record %s, not of %s", doc.Record, s.record.ID),
			Hint: "name the revision of the sheet, " + shortRev(doc.Rev) + ", and fetch the notes that hold its record",
		}}
	}
	s.addKeys()
	known := map[string]eval.Grade{}
	for _, item := range s.items {
		known[item.key] = item.of
	}
	s.items = nil
	for _, item := range doc.Items {
		of, ok := known[item.Key]
		if !ok {
			return diag.Errors{{Pos: diag.Pos{Path: file}, Message: fmt.Sprintf("the record has no output %q", item.Key), Hint: "print the sheet again"}}
		}
		delete(known, item.Key)
		s.items = append(s.items, gradeItem{key: item.Key, of: of, vars: item.Vars, output: item.Output})
	}
	return nil
}

// gradedRecord finds the one record to grade.
func (w *workspace) gradedRecord(ctx context.Context, head gitops.OID, o gradeOptions) (*gradeSheet, error) {
	list, err := w.versionsAt(ctx, head, o.prompt)
	if err != nil {
		return nil, err
	}
	known, err := w.recordsThrough(ctx, head, list)
	if err != nil {
		return nil, err
	}
	var found []*gradeSheet
	var prompts, suites []string
	for _, it := range list {
		for _, r := range known.standing(it) {
			if o.suite != "" && r.Suite != o.suite {
				continue
			}
			found = append(found, &gradeSheet{rev: string(head), it: it, record: *r, blob: known.blobs[r.ID], gradings: known.gradings[r.ID]})
			prompts, suites = append(prompts, it.path), append(suites, r.Suite)
		}
	}
	prompts = slices.Compact(prompts)
	switch {
	case len(found) == 0:
		return nil, &exitError{
			Code: exitNo, Err: fmt.Errorf("there is no record of %s to grade", shortRev(string(head))),
			Hint: "promptgit eval " + shortRev(string(head)) + " makes one",
		}
	case len(prompts) > 1:
		return nil, usageHint("name one with --prompt", "%d prompts have records: %s", len(prompts), someOf(prompts, 5))
	case len(found) > 1:
		return nil, usageHint("name one with --suite", "%s has records of %d suites: %s", prompts[0], len(found), someOf(suites, 5))
	}
	return found[0], nil
}

// key names an output, the same on every machine, and tells neither the case nor
// the sample.
func (s *gradeSheet) key(of eval.Grade) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{s.record.ID, of.Case, strconv.Itoa(of.Sample)}, "\x00")))
	return hex.EncodeToString(sum[:6])
}

// maxGradeSamples bounds the samples of a case, whatever a record says.
const maxGradeSamples = 10_000

// addKeys adds an item without its output for every sample that the record
// counts.
func (s *gradeSheet) addKeys() {
	for _, c := range s.record.Cases {
		for n := range min(c.Samples+c.Errors, maxGradeSamples) {
			of := eval.Grade{Case: c.Key, Sample: n}
			s.items = append(s.items, gradeItem{key: s.key(of), of: of})
		}
	}
}

// shuffle puts the items into an order that tells nothing, the same for a seed.
func (s *gradeSheet) shuffle(seed *uint64) {
	s.seed = uint64(rand.Uint32()) // short enough to type again
	if seed != nil {
		s.seed = *seed
	}
	rng := rand.New(rand.NewPCG(s.seed, 0))
	slices.SortFunc(s.items, func(a, b gradeItem) int { return strings.Compare(a.key, b.key) })
	rng.Shuffle(len(s.items), func(i, j int) { s.items[i], s.items[j] = s.items[j], s.items[i] })
	for i := range s.items {
		s.items[i].swapped = rng.IntN(2) == 1
	}
}
