package parity

import (
	"bytes"
	"maps"
)

// ErrorOf is the document of an error in what promptgit printed on stderr, behind
// warnings.
func ErrorOf(stderr []byte) []byte {
	return stderr[max(0, bytes.Index(stderr, []byte(`{"schema":"promptgit.error/`))):]
}

// Judge gives promptgit's verdicts of a configuration. eval writes files and
// gives what eval --suite FILE --json prints for one of them, or the document of
// an error. A test that is
// refused at its place is an error, as promptfoo finds it when it runs, and is
// left out for the others.
func Judge(c Config, eval func(files map[string][]byte, file string) ([]byte, error)) (map[Row]Verdict, error) {
	leftOut := map[int]bool{}
	refused := map[Row]Verdict{}
	for len(leftOut) < len(c.Tests) {
		out, err := eval(c.Files(leftOut), c.File())
		if err != nil {
			return nil, err
		}
		if bytes.Contains(out[:min(len(out), 100)], []byte(`"promptgit.eval/`)) {
			rows, readErr := ReadPromptgit(out, leftOut)
			maps.Copy(refused, rows)
			return refused, readErr
		}
		reasons, err := Refusals(out, c, leftOut)
		if err != nil {
			return nil, err
		}
		for i, reason := range reasons {
			leftOut[i] = true
			for column := range c.Prompts {
				refused[Row{i, column}] = Verdict{Error: reason}
			}
		}
	}
	return refused, nil
}
