package gitops

// IsBoundary reports whether a commit is where a shallow clone ends: what it seems
// to have made may be older.
func (r *Repo) IsBoundary(commit OID) bool { return r.shallowBoundary()[commit] }
