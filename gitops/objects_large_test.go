package gitops

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestALargeBlobIsWhatGitWouldStore(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	r := l.open()
	var content bytes.Buffer
	for i := range 200_000 {
		content.WriteString(strconv.Itoa(i) + " line\n")
	}
	for range 2 { // what is there is not written again
		id, err := r.WriteBlob(t.Context(), content.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.TrimSpace(l.gitIn(content.String(), "hash-object", "--stdin")); string(id) != want {
			t.Errorf("want %s, got %s", want, id)
		}
		if got := l.git("cat-file", "blob", string(id)); got != strings.TrimSuffix(content.String(), "\n") && got != content.String() {
			t.Errorf("%d bytes come back of %d", len(got), content.Len())
		}
		info, err := os.Stat(filepath.Join(r.CommonDir, "objects", string(id[:2]), string(id[2:])))
		if err != nil || info.Mode().Perm() != 0o444 {
			t.Errorf("got %v, %v", info, err)
		}
	}
	l.git("fsck", "--strict")
	left, err := filepath.Glob(filepath.Join(r.CommonDir, "objects", "tmp_obj_*"))
	if err != nil || len(left) > 0 {
		t.Errorf("temporary files stay: %v, %v", left, err)
	}
}
