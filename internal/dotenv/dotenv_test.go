package dotenv_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/dotenv"
)

func TestVariablesAreReadAsShellsWriteThem(t *testing.T) {
	t.Parallel()
	const file = "\ufeff# keys\n\nA=one\nexport B = two words # a comment\nC='$A \\n # kept'\nD=\"x\\ty\\\"\\$\\\\\" # more\r\n" +
		"E=\"first\nsecond\"\nF=\nG=a#b\r\nA=last\nH='x'\nI=\"a\\qb\""
	got, err := dotenv.Parse(".env", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"A": "last", "B": "two words", "C": `$A \n # kept`, "D": "x\ty\"$\\", "E": "first\nsecond", "F": "", "G": "a#b", "H": "x", "I": `a\qb`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestWhatIsNoVariableIsNamedByItsLine(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"A=1\nnonsense\n":               ".env:2: the line is no NAME=VALUE",
		"2A=1\n":                        ".env:1: the line is no NAME=VALUE",
		"A=1\n=x\n":                     ".env:2: the line is no NAME=VALUE",
		"X=\"a\nb\" c\n":                ".env:2: something follows the value of X",
		"A=1\nX=\"unclosed\nmore\n":     ".env:2: the value of X has no closing quote",
		"X='":                           ".env:1: the value of X has no closing quote",
		"A=\"x\ny\"\nB='z'\nbad line\n": ".env:4: the line is no NAME=VALUE",
	} {
		if _, err := dotenv.Parse(".env", []byte(file)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: want %q, got %v", file, want, err)
		}
	}
}

func TestAProblemDoesNotShowAValue(t *testing.T) {
	t.Parallel()
	_, err := dotenv.Parse(".env", []byte("hidden-value-1\nX='hidden-value-2\n"))
	if err == nil || strings.Contains(err.Error(), "hidden") {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("A=1\nB=\"x\\\n"))
	f.Add([]byte("export X='\n'#\r\n=\x00"))
	f.Fuzz(func(t *testing.T, src []byte) {
		values, err := dotenv.Parse("x", src)
		if err == nil && len(values) > strings.Count(string(src), "=") {
			t.Fatalf("%d values of %q", len(values), src)
		}
	})
}
