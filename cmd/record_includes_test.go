package cmd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

// The blob of a prompt is not all of a version that includes files: its record
// says which of the kept blobs are the rest.
func TestARecordNamesTheKeptBlobsOfIncludedFiles(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\n")
	l.write("suites/a.yaml", "tests:\n- {assert: [{type: contains, value: kind}]}\n- {assert: [{type: contains, value: Be}]}\n")
	l.write("parts/tone.md", "Be {% include \"how.md\" %}.\r\n")
	l.write("parts/how.md", "kind")
	l.set("prompts/a.md", "{% include \"/parts/tone.md\" %}\n", "with parts")
	l.ok("eval", "HEAD")
	l.set("prompts/a.md", "Be kind.\n", "alone")
	l.ok("eval", "HEAD", "--shard", "1/2", "--shard-file", l.beside("1.jsonl"))
	l.ok("eval", "HEAD", "--shard", "2/2", "--shard-file", l.beside("2.jsonl"))
	l.ok("notes", "merge-records", l.beside("1.jsonl"), l.beside("2.jsonl"))
	l.set("parts/how.md", "kind and brief", "how")
	l.set("prompts/a.md", "{% include \"/parts/tone.md\" %}\n", "with parts again")
	l.ok("eval", "HEAD", "--shard", "1/2", "--shard-file", l.beside("1.jsonl"))
	l.ok("eval", "HEAD", "--shard", "2/2", "--shard-file", l.beside("2.jsonl"))
	l.ok("notes", "merge-records", l.beside("1.jsonl"), l.beside("2.jsonl"))

	record := func(rev, want string) {
		t.Helper()
		for line := range strings.Lines(l.git("notes", "--ref=promptgit/results", "show", rev+":prompts/a.md")) {
			r, err := eval.DecodeRecord(strings.TrimSpace(line))
			if err != nil {
				continue
			}
			var got strings.Builder
			for _, file := range []string{"parts/how.md", "parts/tone.md"} {
				if id := r.Includes[file]; id != "" {
					fmt.Fprintf(&got, "%s: %q\n", file, l.git("cat-file", "blob", id))
				}
			}
			if got.String() == want && len(r.Includes) == strings.Count(want, "\n") {
				return
			}
		}
		t.Errorf("%s: no record with\n%s", rev, want)
	}
	tone := "parts/tone.md: \"Be {% include \\\"how.md\\\" %}.\"\n" // as it is read, without carriage returns
	record("HEAD~3", "parts/how.md: \"kind\"\n"+tone)
	record("HEAD~2", "")
	record("HEAD", "parts/how.md: \"kind and brief\"\n"+tone)
}
