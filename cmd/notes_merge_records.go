package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
)

type mergeOptions struct {
	files  []string
	json   bool
	output string
	verify bool
}

func newNotesMergeRecords(app *App) *cobra.Command {
	var o mergeOptions
	c := &cobra.Command{
		Use:   "merge-records FILE...",
		Short: "Join the files of the shards of a run to its records",
		Long: "Join the files that promptgit eval --shard I/N wrote to the records that one run would have made,\n" +
			"write them as notes and print them as eval does. The order of the files does not matter, nor how\n" +
			"often they are merged. Where a shard is missing its cases are not judged: the record is incomplete,\n" +
			"the exit code 5, and this clone keeps what is there until the file of the missing shard is merged.\n" +
			"A file of another run and one that is damaged are refused, and the others are merged.\n\n" +
			"--verify is for files of a job that is not trusted, such as one of a fork. Without asking a model\n" +
			"and without running anything of them, it makes the plan of the same commit here and refuses what is\n" +
			"not true of it: another prompt, suite, model or setting, a case that is missing or was asked\n" +
			"otherwise, and a verdict that comes out otherwise when the output is graded again. It says what\n" +
			"remains a claim: the verdicts of models and of code, and that the model gave these outputs." +
			exitStatus(
				"0  every case of the newest version passed, or its score reached gate.min_score",
				"1  it did not",
				"2  wrong flags",
				"3  a file was refused",
				"4  Git",
				"5  a case could not be judged, or a shard is missing"),
		Example: "  promptgit eval HEAD --shard 1/2 && promptgit eval HEAD --shard 2/2\n" +
			"  promptgit notes merge-records promptgit-shard-*.jsonl",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.files = args
			return runMergeRecords(cmd.Context(), app, o)
		},
	}
	c.Flags().BoolVar(&o.verify, "verify", false, "refuse what is not true of the commits that the files are about")
	c.Flags().BoolVar(&o.json, "json", false, "print one JSON document, as eval does")
	c.Flags().StringVar(&o.output, "output", "", "write the JSON document to `FILE`")
	return c
}

func runMergeRecords(ctx context.Context, app *App, o mergeOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	files, refused, err := w.readShards(o.files)
	if err != nil {
		return err
	}
	set, more := eval.PickShards(files)
	refused = append(refused, more...)
	if set == nil {
		return refused.Err()
	}
	set = w.withKept(set)
	if o.verify {
		if err = w.verifyShards(ctx, set); err != nil {
			return errors.Join(err, refused.Err())
		}
	}
	b := w.joined(set, o)
	if err := b.linkJoined(ctx); err != nil {
		return err
	}
	recordErr := b.recordJoined(ctx, set)
	if recordErr == nil {
		w.keepShards(set, b.covered())
	}
	b.markBest()
	if err := errors.Join(recordErr, b.print(true)); err != nil {
		return err
	}
	return b.mergeVerdict(set, refused)
}

// readShards reads files, each once. What is wrong with one is told of it alone.
func (w *workspace) readShards(names []string) (files []*eval.ShardFile, refused diag.Errors, err error) {
	var seen []string
	for _, name := range names {
		path := w.app.path(name)
		if slices.Contains(seen, path) {
			continue
		}
		seen = append(seen, path)
		f, err := w.readShard(name, path)
		var problems diag.Errors
		switch {
		case errors.As(err, &problems):
			refused = append(refused, problems...)
		case err != nil:
			return nil, nil, err
		default:
			files = append(files, f)
		}
	}
	return files, refused, nil
}

func (w *workspace) readShard(name, path string) (*eval.ShardFile, error) {
	if err := regular(path); err != nil {
		return nil, diag.Errors{{
			Pos: diag.Pos{Path: name}, Message: err.Error(),
			Hint: "name the files that promptgit eval --shard I/N wrote",
		}}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	shard, err := w.shards.Read(name, f)
	if err != nil {
		return nil, err
	}
	for i := range shard.Runs {
		if _, err := placeOf(shard.Runs[i].Place); err != nil {
			return nil, diag.Errors{{
				Pos: diag.Pos{Path: name, Line: shard.Line(i)}, Message: "its place in the repository cannot be read: " + err.Error(),
				Hint: "run this shard again",
			}}
		}
	}
	return shard, nil
}

// placeOf reads where a run belongs. What git is asked for must be names of
// objects: the file may come from anywhere.
func placeOf(raw []byte) (place shardPlace, err error) {
	if err = json.Unmarshal(raw, &place); err != nil {
		return place, err
	}
	ids := []gitops.OID{place.Blob, place.Head}
	if place.Rev != gitops.WorktreeName {
		ids = append(ids, gitops.OID(place.Rev))
	}
	for _, same := range place.Same {
		ids = append(ids, same.Commit)
	}
	for _, id := range ids {
		if _, ok := gitops.ParseOID(string(id)); !ok && id != "" {
			return place, fmt.Errorf("%q names no object", string(id))
		}
	}
	return place, nil
}

// mergeVerdict is the exit code: that of eval, where no file was refused and no
// shard is missing.
func (b *evalBatch) mergeVerdict(set *eval.ShardSet, refused diag.Errors) error {
	of := set.Files[0].Head.Of
	missing := len(set.Missing) > 0 && !b.covered()
	if missing {
		fmt.Fprintf(b.w.app.Err, "promptgit: warning: %d of %d shards %s missing: %s\n", len(set.Missing), of, areOrIs(len(set.Missing)), numberRanges(set.Missing))
		fmt.Fprintf(b.w.app.Err, "promptgit: hint: %s\n", ui.Line(b.shardCommand(set)))
	}
	if err := refused.Err(); err != nil {
		return err
	}
	if missing {
		return &exitError{Code: exitProvider}
	}
	return b.verdict()
}

// shardCommand says what to type for the first missing shard.
func (b *evalBatch) shardCommand(set *eval.ShardSet) string {
	return fmt.Sprintf("run promptgit eval with its other flags and --shard %d/%d, and merge its file; here the other files are kept until then",
		set.Missing[0], set.Files[0].Head.Of)
}

// numberRanges writes rising numbers as "1, 3-5, 9".
func numberRanges(list []int) string {
	var parts []string
	for i := 0; i < len(list); {
		j := i
		for j+1 < len(list) && list[j+1] == list[j]+1 {
			j++
		}
		part := strconv.Itoa(list[i])
		if j > i {
			part += "-" + strconv.Itoa(list[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, ", ")
}
