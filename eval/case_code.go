package eval

// CaseCode is the code of a case beside that of its assertions, nil for none.
type CaseCode struct {
	Made    []VarCode // make vars for each prompt
	Vars    *Script   // changes the vars before the prompt is rendered (transformVars)
	Output  *Script   // changes the output before it is graded (transform, or postprocess)
	Scoring *Script   // makes the verdict from those of the assertions (assertScoringFunction)
}

// testCode is the code of an entry of tests. An empty text in place of code takes
// back what the default test has.
type testCode struct {
	vars, transform, postprocess, scoring *Script
}

// under fills in what a test inherits.
func (t testCode) under(def testCode) testCode {
	return testCode{
		vars:        firstScript(t.vars, def.vars),
		transform:   firstScript(t.transform, def.transform),
		postprocess: firstScript(t.postprocess, def.postprocess),
		scoring:     firstScript(t.scoring, def.scoring),
	}
}

func (t testCode) code() CaseCode {
	return CaseCode{Vars: t.vars.given(), Output: firstScript(t.transform.given(), t.postprocess.given()), Scoring: t.scoring.given()}
}

func firstScript(a, b *Script) *Script {
	if a != nil {
		return a
	}
	return b
}

// given is nil for a script without code.
func (s *Script) given() *Script {
	if s == nil || s.Source == "" && s.Path == "" {
		return nil
	}
	return s
}

// makingVars is the code that changes vars, for keys.
func (c *CaseCode) makingVars() []any {
	var list []any
	if c.Vars != nil {
		list = append(list, c.Vars.content())
	}
	for _, made := range c.Made {
		list = append(list, []any{made.Name, made.Script.content()})
	}
	return list
}
