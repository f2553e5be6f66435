package gitops

import "strings"

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

const notesPrefix = "refs/notes/"

// TrackedNotes is the ref that holds what a remote had in one of its notes refs when
// it was last asked.
func TrackedNotes(remote, ref string) string {
	return notesPrefix + "remotes/" + remote + "/" + strings.TrimPrefix(ref, notesPrefix)
}

// FetchNotes is the refspec that fetches the notes of a remote to where TrackedNotes
// looks for them.
func FetchNotes(remote string) string {
	return "+" + notesPrefix + "promptgit/*:" + TrackedNotes(remote, notesPrefix+"promptgit/*")
}
