package eval

import "context"

// Question is a key of what all samples of a case ask in a column: two versions of
// a prompt that ask the same share their answers, number by number. It is "" where
// one call does not answer the case.
func (e *Engine) Question(ctx context.Context, col Column, c *Case) (string, error) {
	if col.staged(c) || c.Output != nil {
		return "", nil
	}
	env, err := e.environment(ctx, col.Suite)
	if err != nil {
		return "", err
	}
	q := &question{c: c}
	err = q.ready(ctx, e, col, setting{key: settingsKey(col.Target, col.Prompt), env: env, filters: e.filters(col.Suite)})
	return q.key, err
}

// Kept is the answer in the cache to a sample of a question, as it came: before
// what a suite makes of it.
func (e *Engine) Kept(question string, sample int) (a Answer, ok bool) {
	if e.Cache == nil || e.NoCache || question == "" {
		return Answer{}, false
	}
	a, ok, err := e.Cache.Get(jobKey(question, sample))
	return a, ok && err == nil
}
