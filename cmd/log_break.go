package cmd

// breaks says why a row cannot be compared with the one before it as it is: the
// suite changed between, another model answered, or both were judged too far
// apart. It is "" where it can, or where there is none before.
func (e logEntry) breaks() string {
	j := e.json
	is := func(b *bool) bool { return b != nil && *b }
	switch {
	case is(j.SuiteChanged) && is(j.ModelChanged):
		return "suite and model changed"
	case is(j.SuiteChanged):
		return "suite changed"
	case is(j.ModelChanged):
		return "another model"
	case j.Reason != nil:
		return *j.Reason
	}
	return ""
}
