package eval

// Continue makes this engine spend what is left of the budget of one that ran
// before, nil for none, and keep its
// limits: the two must not run at once. Time is counted anew.
func (e *Engine) Continue(before *Engine) {
	if before != nil && before.budget != nil {
		e.budget, e.gates = before.budget, before.gates
		if e.MaxTime > 0 {
			e.budget.begun = e.Now()
		}
	}
}
