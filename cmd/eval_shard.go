package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/pflag"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// shardOptions are the flags of a run that is one part of another.
type shardOptions struct {
	shard     shardFlag
	shardFile string
	noOutputs bool
}

// shardFlag is the value of --shard.
type shardFlag struct{ eval.Shard }

// Set implements [pflag.Value].
func (f *shardFlag) Set(text string) (err error) {
	f.Shard, err = eval.ParseShard(text)
	return err
}

// String implements [pflag.Value].
func (f *shardFlag) String() string {
	if f.Of == 0 {
		return ""
	}
	return f.Shard.String()
}

// Type implements [pflag.Value].
func (f *shardFlag) Type() string { return "I/N" }

func (o *shardOptions) shardFlags(f *pflag.FlagSet) {
	f.Var(&o.shard, "shard", "judge part `I/N` of the cases and write no note but a file, see notes merge-records")
	f.StringVar(&o.shardFile, "shard-file", "", "with --shard: write `FILE` (default promptgit-shard-I-of-N.jsonl)")
	f.BoolVar(&o.noOutputs, "no-outputs", false, "with --shard: leave rendered prompts, outputs and reasons out of the file")
}

// on says that only a part is judged.
func (o *shardOptions) on() bool { return o.shard.Of > 0 }

func (o *shardOptions) checkShard(bisect bool) error {
	switch {
	case !o.on() && o.shardFile != "":
		return usagef("--shard-file goes with --shard")
	case !o.on() && o.noOutputs:
		return usagef("--no-outputs goes with --shard")
	case o.on() && bisect:
		return usagef("--git-bisect needs the whole suite: leave out --shard")
	}
	return nil
}

// file is where the shard is written, as the user would name it.
func (o *shardOptions) file() string {
	if o.shardFile != "" {
		return o.shardFile
	}
	return fmt.Sprintf("promptgit-shard-%d-of-%d.jsonl", o.shard.Number, o.shard.Of)
}

// shardPlace is what publishing a run needs to know beside its record.
type shardPlace struct {
	Rev     string      `json:"rev"`
	Lineage string      `json:"lineage"`
	Blob    gitops.OID  `json:"blob"`
	Parts   [][]byte    `json:"parts,omitempty"` // the files that it includes
	Head    gitops.OID  `json:"head"`            // whose history leads to the versions before
	Same    []samePlace `json:"same,omitempty"`
	Newest  bool        `json:"newest"`
	Inline  bool        `json:"inline,omitempty"`

	Overlay *value.Object `json:"overlay,omitempty"` // what a matrix sets
}

// samePlace is another iteration with the same content.
type samePlace struct {
	Commit gitops.OID `json:"commit"`
	Path   string     `json:"path"`
}

// runShard judges a part, writes it down and prints it. What an interrupt left is
// written too: it is incomplete, and the same command completes it.
func (b *evalBatch) runShard(ctx context.Context) error {
	runErr := b.execute(ctx)
	if runErr != nil && ctx.Err() == nil {
		return runErr
	}
	writeErr := b.writeShard(context.WithoutCancel(ctx))
	cases := b.alone()
	b.known = &recordSet{}                                                                                       // a part is compared with nothing
	if err := errors.Join(writeErr, b.print(runErr == nil), b.recorded, b.w.cassette.close(false)); err != nil { // what could not be written is printed all the same
		return err
	}
	b.w.app.note(fmt.Sprintf("promptgit: shard %s judged %s and wrote %s; join the files with promptgit notes merge-records",
		b.o.shard.Shard, plural(cases, "case"), ui.Line(b.o.file())))
	if runErr != nil {
		return runErr
	}
	return b.verdict()
}

// alone leaves each run with the cases of this shard, and counts them. A run
// without any says nothing.
func (b *evalBatch) alone() (cases int) {
	now := b.w.app.Now()
	b.items = slices.DeleteFunc(b.items, func(x *evalItem) bool {
		if x.run == nil {
			return false
		}
		x.hold(x.run.Alone(), b.inline)
		x.suite = x.run.Column.Suite
		x.record = new(x.summed().Record(eval.RecordMeta{Time: now, Tool: b.w.app.tool(), Variant: x.variant, PromptKey: x.it.key}))
		cases += len(x.suite.Cases)
		return len(x.suite.Cases) == 0
	})
	return cases
}

func (b *evalBatch) writeShard(ctx context.Context) (err error) {
	head := eval.ShardHead{
		Tool: b.w.app.tool(), Shard: b.o.shard.Number, Of: b.o.shard.Of, Time: eval.ShardTime(b.w.app.Now()),
		Outputs: !b.o.noOutputs, MinScore: b.w.config.Gate.MinScore, Newest: b.newestLeftOut,
	}
	if b.o.filter != "" {
		head.Flags = append(head.Flags, "--filter="+b.o.filter)
	}
	for _, id := range b.o.cases {
		head.Flags = append(head.Flags, "--case="+id)
	}
	if b.leftOut != nil {
		head.LeftOut = exitCode(context.Background(), b.leftOut)
	}
	parts := make([]eval.ShardPart, len(b.items))
	for i, x := range b.items {
		if parts[i], err = b.part(ctx, x); err != nil {
			return err
		}
	}
	file := b.w.app.path(b.o.file())
	if err = writeFile(file, b.w.app.Now(), func(to io.Writer) error { return eval.WriteShard(to, head, parts) }); err != nil {
		return fmt.Errorf("write %s: %w", b.o.file(), err)
	}
	return nil
}

// part is what the file says of one run.
func (b *evalBatch) part(ctx context.Context, x *evalItem) (eval.ShardPart, error) {
	place := shardPlace{
		Rev: x.rev, Lineage: x.it.lineage, Blob: x.it.blob, Head: x.it.commit.ID,
		Newest: x.newest, Inline: b.inline, Overlay: x.overlay,
	}
	if b.head != "" {
		place.Head = b.head
	}
	for _, p := range x.it.prompt.Partials {
		place.Parts = append(place.Parts, []byte(p.Text))
	}
	for i := 0; b.head != "" && i < len(x.same); i++ { // of a single revision, the merge finds it: a shallow clone may not
		it := x.same[i]
		place.Same = append(place.Same, samePlace{it.commit.ID, it.path})
	}
	part := eval.ShardPart{
		Run: x.run, Place: place, Reused: x.record,
		Meta: eval.RecordMeta{
			Tool: b.w.app.tool(), Previous: b.previousKey(x), Includes: b.w.includes(x.it.prompt), Commit: commitHint(x.rev), Variant: x.variant, PromptKey: x.it.key,
		},
	}
	if x.run == nil {
		judges, err := b.w.judgesKey(ctx, x.suite)
		if err != nil {
			return part, err
		}
		col := b.column(x)
		part.Run = &eval.Run{Column: col, JudgesKey: judges, NA: col.NA()}
	}
	return part, nil
}
