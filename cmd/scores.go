package cmd

import (
	"context"
	"maps"
	gopath "path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/memo"
)

// scoreLine is the line of one prompt in the note that people read at a commit.
type scoreLine struct {
	path  string
	suite string // name as it stands in the line
	text  string
}

// scoreLine compares the record with the one before.
func (s *recordSet) scoreLine(it *iteration, record *eval.Record) scoreLine {
	previous, verdict := s.previous(it, record), ""
	if previous != nil {
		verdict = s.compare(previous, record, "").Verdict
	}
	shown := *record
	shown.Path = it.path // of this commit: the record may come from another path
	name := strings.TrimSuffix(gopath.Base(record.Suite), gopath.Ext(record.Suite))
	return scoreLine{path: it.path, suite: name, text: eval.ScoreLine(&shown, previous, verdict)}
}

// writeScores puts the lines into the notes of their commits, each in place of
// the earlier line of the same prompt and suite.
func (w *workspace) writeScores(ctx context.Context, scores map[gitops.OID][]scoreLine) error {
	if len(scores) == 0 {
		return nil
	}
	old, err := w.repo.Notes(gitops.ScoresRef).Read(ctx, slices.Collect(maps.Keys(scores)))
	if err != nil {
		return err
	}
	texts := map[gitops.OID]string{}
	for id, lines := range scores {
		texts[id] = mergeScores(old[id], lines, replaced)
	}
	return w.changeScores(ctx, old, texts)
}

// replaceScores makes the lines the only ones at the commits that head reaches.
// What people wrote into these notes beside them stays.
func (w *workspace) replaceScores(ctx context.Context, head gitops.OID, scores map[gitops.OID][]scoreLine) error {
	old, err := w.repo.Notes(gitops.ScoresRef).All(ctx)
	if err != nil {
		return err
	}
	reached, err := w.repo.Commits(ctx, gitops.Range{To: head})
	if err != nil {
		return err
	}
	texts := map[gitops.OID]string{}
	for _, id := range reached {
		if len(old[id])+len(scores[id]) > 0 {
			texts[id] = mergeScores(old[id], scores[id], func(string, []scoreLine) bool { return true })
		}
	}
	return w.changeScores(ctx, old, texts)
}

// changeScores writes the notes that differ from what they were.
func (w *workspace) changeScores(ctx context.Context, old map[gitops.OID][]string, texts map[gitops.OID]string) error {
	maps.DeleteFunc(texts, func(id gitops.OID, text string) bool {
		return text == strings.Join(append(slices.Clone(old[id]), ""), "\n")
	})
	if len(texts) == 0 {
		return nil
	}
	return w.repo.Notes(gitops.ScoresRef).Replace(ctx, texts, "promptgit: scores")
}

// scoreShape tells lines as eval.ScoreLine writes them from what people write.
var scoreShape = memo.Regexp(`  .*@[0-9a-f]{1,8}  .*  n=\d+x\d+  `)

// mergeScores gives the text of a note: what people wrote, then the score lines
// by path, without the old ones that drop chooses.
func mergeScores(old []string, lines []scoreLine, drop func(string, []scoreLine) bool) string {
	var foreign, ours []string
	for _, line := range old {
		switch {
		case !scoreShape().MatchString(line):
			foreign = append(foreign, line)
		case !drop(line, lines):
			ours = append(ours, line)
		}
	}
	for _, l := range lines {
		ours = append(ours, l.text)
	}
	slices.Sort(ours)
	return strings.Join(append(append(foreign, ours...), ""), "\n")
}

func replaced(line string, by []scoreLine) bool {
	for _, l := range by {
		if strings.HasPrefix(line, l.path+"  ") && strings.Contains(line, "  "+l.suite+"@") {
			return true
		}
	}
	return false
}
