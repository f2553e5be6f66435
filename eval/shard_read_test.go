package eval_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
)

// echoFiles are the files of n shards of one run of a suite of 20 cases.
func echoFiles(t *testing.T, n int, change func(*eval.Column)) [][]byte {
	t.Helper()
	col := eval.Column{Prompt: ask("case {n}"), Suite: suite(20), Target: (&model{}).target(), Repeat: 1}
	if change != nil {
		change(&col)
	}
	return shardFiles(t, newEngine(), []eval.Column{col}, n, true)
}

func TestADamagedFileIsRefusedWithTheLine(t *testing.T) {
	t.Parallel()
	whole := echoFiles(t, 1, nil)[0]
	rows := bytes.SplitAfter(whole, []byte("\n"))
	joined := func(list ...[]byte) []byte { return bytes.Join(list, nil) }
	for _, c := range []struct {
		name string
		raw  []byte
		line int
		says string
	}{
		{"empty", nil, 1, "empty"},
		{"something else", []byte("tests: []\n"), 1, "no file of a shard"},
		{"other JSON", []byte("{\"a\": 1}\n"), 1, "no file of a shard"},
		{"a line edited", bytes.Replace(whole, []byte("echo case 3"), []byte("echo case 4"), 1), 7, "damaged"},
		{"a line dropped", joined(joined(rows[:5]...), joined(rows[6:]...)), 6, "damaged"},
		{"two lines swapped", joined(joined(rows[:5]...), rows[6], rows[5], joined(rows[7:]...)), 6, "damaged"},
		{"a line twice", joined(joined(rows[:6]...), joined(rows[5:]...)), 7, "damaged"},
		{"cut within a line", whole[:len(whole)-9], 24, "cut short"},
		{"cut after a line", joined(rows[:10]...), 11, "cut short"},
		{"without its end", joined(rows[:23]...), 24, "cut short"},
		{"more after its end", joined(whole, rows[3]), 25, "goes on after its end"},
		{"bytes of another file", joined(rows[0], []byte("\x00\xff\n"), joined(rows[1:]...)), 2, "damaged"},
		{"deep nesting", joined(rows[0], []byte(strings.Repeat(`{"d":`, 20_000)+"\n")), 2, "damaged"},
	} {
		f, err := new(eval.ShardReader).Read("a.jsonl", bytes.NewReader(c.raw))
		var list diag.Errors
		if f != nil || !errors.As(err, &list) || len(list) != 1 {
			t.Errorf("%s: got %v", c.name, err)
			continue
		}
		if list[0].Pos.Path != "a.jsonl" || list[0].Pos.Line != c.line || !strings.Contains(list[0].Message, c.says) || list[0].Hint == "" {
			t.Errorf("%s: want line %d and %q, got %v", c.name, c.line, c.says, list)
		}
	}
}

func TestAFileOfAnotherRunIsRefusedAndTheOthersAreNot(t *testing.T) {
	t.Parallel()
	ours := echoFiles(t, 3, nil)
	for _, c := range []struct {
		name, says string
		other      [][]byte
	}{
		{"another N", "number of shards is 4", echoFiles(t, 4, nil)[:1]},
		{"another suite", "suite_key", echoFiles(t, 3, func(c *eval.Column) { c.Suite = suite(21) })[:1]},
		{"another prompt", "prompt_key", echoFiles(t, 3, func(c *eval.Column) { c.Prompt = ask("the case {n}") })[:1]},
		{"another provider", `provider is "other"`, echoFiles(t, 3, func(c *eval.Column) { c.Target.Provider = "other" })[:1]},
		{"another model", `model is "other"`, echoFiles(t, 3, func(c *eval.Column) { c.Target.Model = "other" })[:1]},
		{"another endpoint", "endpoint_key", echoFiles(t, 3, func(c *eval.Column) { c.Target.Endpoint = "other" })[:1]},
		{"other samples", "number of samples", echoFiles(t, 3, func(c *eval.Column) { c.Repeat = 2 })[:1]},
	} {
		files := readShards(t, slices.Concat(c.other, ours))
		set, refused := eval.PickShards(files)
		if len(set.Missing) > 0 || len(set.Files) != 3 || len(refused) != 1 {
			t.Errorf("%s: missing %v, refused %v", c.name, set.Missing, refused)
			continue
		}
		if got := refused[0]; got.Pos.Path != files[0].Name || got.Pos.Line == 0 || !strings.Contains(got.Message, c.says) || got.Hint == "" {
			t.Errorf("%s: want %q, got %v", c.name, c.says, got)
		}
		if r := set.Join()[0].NewRecord("", set.Time()); !r.Complete() || r.Pass != 20 {
			t.Errorf("%s: got %+v", c.name, r)
		}
	}
}

func TestOfTwoFilesOfAShardTheOneThatJudgedMoreIsTaken(t *testing.T) {
	t.Parallel()
	good := echoFiles(t, 2, nil)
	bad := echoFiles(t, 2, func(c *eval.Column) { c.Target.Caller = failing{} })
	for _, order := range [][][]byte{{good[0], bad[0], good[1]}, {good[1], bad[0], good[0]}} {
		set, refused := eval.PickShards(readShards(t, order))
		if r := set.Join()[0].NewRecord("", set.Time()); !r.Complete() || len(refused) != 1 || refused[0].Pos.Path != "1.jsonl" {
			t.Errorf("got %+v, refused %v", r, refused)
		}
	}
}

// failing has no answer.
type failing struct{}

func (failing) Complete(context.Context, eval.Request) (eval.Answer, error) {
	return eval.Answer{}, &eval.CallError{Err: errors.New("no answer")}
}

func TestAShardOfThousandsIsReadInTime(t *testing.T) {
	t.Parallel()
	files := echoFiles(t, 1500, nil)
	set, refused := eval.PickShards(readShards(t, files))
	if r := set.Join()[0].NewRecord("", set.Time()); !r.Complete() || len(refused) > 0 || fmt.Sprint(set.Missing) != "[]" {
		t.Errorf("got %+v, refused %v", r, refused)
	}
}
