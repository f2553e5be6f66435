package gitops

// The notes that a team shares beside the records, each as JSON lines on the
// blob of a prompt that are only ever added to.
const (
	// ReviewsRef holds what reviewers said of a version.
	ReviewsRef = "refs/notes/promptgit/reviews"
	// ReleasesRef holds the moves of labels: which version got one, from whom,
	// when and why.
	ReleasesRef = "refs/notes/promptgit/releases"
)

// SharedNotes lists the notes refs that go to remotes and are united line by line.
// ScoresRef is none of them: each clone derives its own.
func SharedNotes() []string { return []string{ResultsRef, ReviewsRef, ReleasesRef} }
