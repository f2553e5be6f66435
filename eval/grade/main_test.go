package grade_test

import (
	"os"
	"testing"

	"github.com/promptgit/promptgit/internal/script"
)

// The first runtime for JavaScript bounds the regular expressions of the whole
// process, which must be done before a test beside it compiles one. A command
// makes its runtime before it judges.
func TestMain(m *testing.M) {
	script.New(script.Options{})
	os.Exit(m.Run())
}
