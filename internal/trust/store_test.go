package trust_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/trust"
)

func TestATrustedCommandIsNotAskedForAgain(t *testing.T) {
	t.Parallel()
	s := trust.Store{Dir: filepath.Join(t.TempDir(), "not", "yet", "there")}
	items := []trust.Item{trust.Of("exec ./model.sh", "a"), trust.Of("exec ./other.sh", "b")}
	if got := missing(t, s, "/repo/.git", items); len(got) != 2 {
		t.Fatalf("nothing is trusted at first, but missing is %v", got)
	}
	if err := s.Add("/repo/.git", items[:1]); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(items[1:], missing(t, s, "/repo/.git", items)); diff != "" {
		t.Error(diff)
	}
}

func TestAChangedFileAndAnotherRepositoryAskAgain(t *testing.T) {
	t.Parallel()
	s := trust.Store{Dir: t.TempDir()}
	if err := s.Add("/repo/.git", []trust.Item{trust.Of("exec ./model.sh", "hash of yesterday")}); err != nil {
		t.Fatal(err)
	}
	if got := missing(t, s, "/repo/.git", []trust.Item{trust.Of("exec ./model.sh", "hash of today")}); len(got) != 1 {
		t.Error("a changed script is still trusted")
	}
	if got := missing(t, s, "/clone/.git", []trust.Item{trust.Of("exec ./model.sh", "hash of yesterday")}); len(got) != 1 {
		t.Error("another repository is trusted too")
	}
}

func TestADamagedFileTrustsNothing(t *testing.T) {
	t.Parallel()
	s := trust.Store{Dir: t.TempDir()}
	item := trust.Of("exec ./model.sh", "")
	if err := s.Add("/repo/.git", []trust.Item{item}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(s.Dir, "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("want one file, got %v, %v", files, err)
	}
	if err := os.WriteFile(files[0], []byte(`{"v":1,"repo":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := missing(t, s, "/repo/.git", []trust.Item{item}); len(got) != 1 {
		t.Error("a damaged file trusts")
	}
}

func missing(t *testing.T, s trust.Store, repo string, items []trust.Item) []trust.Item {
	t.Helper()
	got, err := s.Missing(repo, items)
	if err != nil {
		t.Fatal(err)
	}
	return got
}
