package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// recordSet is what is known of a set of prompt versions.
type recordSet struct {
	byKey    map[string][]eval.Record  // by prompt_key
	blobs    map[string]gitops.OID     // the object each record id stands at
	gradings map[string][]eval.Grading // by record id
	maxAge   time.Duration             // eval.max_age: records further apart are not mixed in a verdict
}

// records reads the records of prompt blobs. Lines that this version cannot
// read are skipped, and stay where they are.
func (w *workspace) records(ctx context.Context, blobs []gitops.OID) (*recordSet, error) {
	read, err := readNotes(ctx, w.repo.Notes(gitops.ResultsRef), blobs)
	if err != nil {
		return nil, err
	}
	return w.newRecordSet(blobs, read), nil
}

// newRecordSet joins what the notes of blobs say.
func (w *workspace) newRecordSet(blobs []gitops.OID, read map[gitops.OID]readNote) *recordSet {
	set := &recordSet{maxAge: w.config.Eval.MaxAge, byKey: map[string][]eval.Record{}, blobs: map[string]gitops.OID{}, gradings: map[string][]eval.Grading{}}
	for _, blob := range blobs {
		for _, r := range read[blob].records {
			set.add(blob, r)
		}
		for _, g := range read[blob].gradings {
			set.gradings[g.Record] = append(set.gradings[g.Record], g)
		}
	}
	set.grade()
	set.cluster()
	return set
}

func (s *recordSet) add(blob gitops.OID, r eval.Record) {
	if _, known := s.blobs[r.ID]; known {
		return
	}
	s.blobs[r.ID] = blob
	s.byKey[r.PromptKey] = append(s.byKey[r.PromptKey], r)
}

// grade adds to the records what people said of them.
func (s *recordSet) grade() {
	if len(s.gradings) == 0 {
		return
	}
	for _, records := range s.byKey {
		for i, r := range records {
			records[i] = r.WithGradings(s.gradings[r.ID])
		}
	}
}

// of gives the record that stands for a version, nil where there is none. Those
// of the prompt itself come before those of another with the same content; those
// of variants stand for nothing unless the filter names one.
func (s *recordSet) of(it *iteration, filter eval.RecordFilter) *eval.Record {
	if it == nil {
		return nil
	}
	filter.PromptKey = it.key
	for _, path := range []string{it.path, it.lineage, ""} {
		filter.Path = path
		if r, ok := eval.Latest(s.byKey[it.key], filter); ok {
			return &r
		}
	}
	return nil
}

// all gives every record of a version, the latest first.
func (s *recordSet) all(it *iteration) []eval.Record {
	return slices.SortedFunc(slices.Values(s.byKey[it.key]), func(a, b eval.Record) int {
		return cmp.Or(cmp.Compare(b.Time, a.Time), cmp.Compare(b.ID, a.ID))
	})
}

// standing gives the record that stands for a version under each of its suites:
// the prompt's own suites, or where it was never judged itself, those of another
// prompt with the same content.
func (s *recordSet) standing(it *iteration) []*eval.Record {
	first := s.of(it, eval.RecordFilter{})
	if first == nil {
		return nil
	}
	var list []*eval.Record
	for _, r := range s.all(it) {
		if r.VariantKey() != "" {
			continue
		}
		known := slices.ContainsFunc(list, func(x *eval.Record) bool { return x.Suite == r.Suite })
		if own := s.of(it, eval.RecordFilter{Suite: r.Suite}); !known && own.Path == first.Path {
			list = append(list, own)
		}
	}
	return list
}

// previous gives the nearest record before one, of the same provider and model.
// Its suite is the same, perhaps as it was before or under another name. Where no
// version before was judged by that model, it is the nearest of another one, and
// the comparison one of models.
func (s *recordSet) previous(it *iteration, r *eval.Record) *eval.Record {
	found, _ := s.before(it, r)
	return found
}

// before gives the version of that record too.
func (s *recordSet) before(it *iteration, r *eval.Record) (*eval.Record, *iteration) {
	for _, find := range []func(*iteration, *eval.Record) *eval.Record{s.alike, s.ofAnotherModel} {
		for p := it.prev; p != nil; p = p.prev {
			if found := find(p, r); found != nil {
				return found, p
			}
		}
	}
	return nil, nil
}

// ofAnotherModel gives the record of a version under the suite of r, whoever
// answered; nil for variants, which are there to compare models.
func (s *recordSet) ofAnotherModel(it *iteration, r *eval.Record) *eval.Record {
	if r.VariantKey() != "" {
		return nil
	}
	return s.of(it, eval.RecordFilter{Suite: r.Suite})
}

// compare tests a record against one before it.
func (s *recordSet) compare(base, head *eval.Record, metric string) eval.Comparison {
	return eval.Compare(*base, *head, eval.CompareOptions{Metric: metric, MaxAge: s.maxAge})
}

// dimensions compares the metrics of a record with those of the one before, nil
// for none. What has no verdict for the score has none for a metric.
func (s *recordSet) dimensions(base, head *eval.Record) []dimensionJSON {
	list := dimensionsJSON(base, head)
	if base == nil || eval.Unmixable(*base, *head, s.maxAge) == "" {
		return list
	}
	for i := range list {
		if list[i].Verdict != nil {
			list[i].Verdict = new(eval.Unknown)
		}
	}
	return list
}

// alike gives the record of a version that is the most comparable with r.
func (s *recordSet) alike(it *iteration, r *eval.Record) *eval.Record {
	same := eval.RecordFilter{SuiteKey: r.SuiteKey, Provider: r.Provider, Model: r.Model, Endpoint: r.EndpointKey, Variant: r.VariantKey()}
	if found := s.of(it, same); found != nil {
		return found
	}
	same.SuiteKey, same.Suite = "", r.Suite
	return s.of(it, same)
}

// blobsOf lists the objects at which records of the iterations can stand.
func blobsOf(list []*iteration) []gitops.OID {
	seen := map[gitops.OID]bool{}
	var ids []gitops.OID
	for _, it := range list {
		for _, id := range append([]gitops.OID{it.blob}, it.also...) {
			if !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// publication is one record and where it goes.
type publication struct {
	blob   gitops.OID
	keep   []gitops.OID // the prompt and its partials
	record eval.Record
}

// publish writes the records of a run in one ref update, then the lines for
// people at the commits. The second can be made again from the first, so its
// failure is only told.
func (w *workspace) publish(ctx context.Context, pubs []publication, scores map[gitops.OID][]scoreLine) error {
	// What is finished is kept, also after an interrupt.
	ctx = context.WithoutCancel(ctx)
	if len(pubs) > 0 {
		batch := gitops.Batch{Lines: map[gitops.OID][]string{}, Message: fmt.Sprintf("promptgit: %d records", len(pubs))}
		for _, p := range pubs {
			batch.Lines[p.blob] = append(batch.Lines[p.blob], p.record.Encode())
			batch.Keep = append(batch.Keep, p.keep...)
		}
		if err := w.repo.Notes(gitops.ResultsRef).Append(ctx, batch); err != nil {
			return err
		}
	}
	if err := w.writeScores(ctx, scores); err != nil {
		fmt.Fprintf(w.app.Err, "promptgit: warning: the score lines of git log were not written: %v\n", err)
		fmt.Fprintln(w.app.Err, "promptgit: hint: the records are safe; promptgit notes rebuild writes the lines again")
	}
	return nil
}

// writeWaiting writes the records that an earlier run could not, so that they are
// used again and not made a second time.
func (w *workspace) writeWaiting(ctx context.Context) {
	waiting, err := os.ReadDir(filepath.Join(w.repo.CommonDir, "promptgit", "pending"))
	if err != nil || len(waiting) == 0 {
		return // as a rule there is no such folder
	}
	if err := w.repo.Notes(gitops.ResultsRef).Append(ctx, gitops.Batch{}); err != nil {
		fmt.Fprintf(w.app.Err, "promptgit: warning: records of an earlier run still wait: %s\n", ui.Line(err.Error()))
	}
}

// blobID gives the object id of a file's content, storing it where the
// repository does not hold it yet, as for a prompt that was never committed.
func (w *workspace) keepBlob(ctx context.Context, content []byte) (gitops.OID, error) {
	id, err := w.repo.WriteBlob(ctx, content)
	if err != nil {
		return "", fmt.Errorf("keep the prompt: %w", err)
	}
	return id, nil
}

// keepAll gives the objects that must stay reachable with a record.
func (w *workspace) keepAll(ctx context.Context, it *iteration) ([]gitops.OID, error) {
	ids := []gitops.OID{it.blob}
	for _, p := range it.prompt.Partials {
		id, err := w.keepBlob(ctx, []byte(p.Text))
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// includes names the objects that keepAll keeps of a prompt's included files, by
// path, so that the version can be made again where no commit has it any more.
func (w *workspace) includes(p *prompt.Prompt) map[string]string {
	if len(p.Partials) == 0 {
		return nil
	}
	blobs := make(map[string]string, len(p.Partials))
	for _, part := range p.Partials {
		blobs[part.Path] = string(w.repo.HashBlob([]byte(part.Text)))
	}
	return blobs
}

// isIncompleteStore says whether reading failed because this clone lacks
// objects, which a fetch repairs.
func isIncompleteStore(err error) bool {
	var missing *gitops.MissingObjectError
	return errors.As(err, &missing)
}
