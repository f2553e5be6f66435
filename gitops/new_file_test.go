package gitops

import (
	"errors"
	"testing"
)

func TestANewFileHasAPlaceOrIsRefused(t *testing.T) {
	t.Parallel()
	l := emptyLab(t)
	l.write("file", "x")
	l.git("init", "-q", "inner")
	repo := l.open()
	for name, ok := range map[string]bool{
		"a.md": true, "deep/er/a.md": true, "file/a.md": false, "inner/a.md": false, "../a.md": false, ".git/a.md": false,
		"new/.git/config": false, "new/.GIT/config": false, "/a.md": false, "a//b": false, "": false,
	} {
		err := repo.CheckNewFile(name)
		var notFile *NotFileError
		if (err == nil) != ok || !ok && !errors.As(err, &notFile) {
			t.Errorf("%q: got %v", name, err)
		}
	}
}
