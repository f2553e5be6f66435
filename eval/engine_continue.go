package eval

// Continue makes this engine spend what is left of the budget of one that ran
// before, nil for none: the two must not run at once.
func (e *Engine) Continue(before *Engine) {
	if before != nil && e.MaxCost != nil {
		e.budget = before.budget
	}
}
