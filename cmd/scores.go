package cmd

import (
	"context"
	gopath "path"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
)

// scoreLine is the line of one prompt in the note that people read at a commit.
type scoreLine struct {
	path  string
	suite string // name as it stands in the line
	text  string
}

func newScoreLine(path string, record, previous *eval.Record) scoreLine {
	shown := *record
	shown.Path = path // of this commit: the record may come from another path
	name := strings.TrimSuffix(gopath.Base(record.Suite), gopath.Ext(record.Suite))
	return scoreLine{path: path, suite: name, text: eval.ScoreLine(&shown, previous)}
}

// writeScores puts the lines into the notes of their commits, each in place of
// the earlier line of the same prompt and suite.
func (w *workspace) writeScores(ctx context.Context, scores map[gitops.OID][]scoreLine) error {
	if len(scores) == 0 {
		return nil
	}
	notes := w.repo.Notes(gitops.ScoresRef)
	var commits []gitops.OID
	for id := range scores {
		commits = append(commits, id)
	}
	old, err := notes.Read(ctx, commits)
	if err != nil {
		return err
	}
	texts := map[gitops.OID]string{}
	for id, lines := range scores {
		if text := mergeScores(old[id], lines); text != strings.Join(old[id], "\n")+"\n" {
			texts[id] = text
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return notes.Replace(ctx, texts, "promptgit: scores")
}

func mergeScores(old []string, lines []scoreLine) string {
	var b strings.Builder
	for _, line := range old {
		if !replaced(line, lines) {
			b.WriteString(line + "\n")
		}
	}
	for _, l := range lines {
		b.WriteString(l.text + "\n")
	}
	return b.String()
}

func replaced(line string, by []scoreLine) bool {
	for _, l := range by {
		if strings.HasPrefix(line, l.path+"  ") && strings.Contains(line, "  "+l.suite+"@") {
			return true
		}
	}
	return false
}
