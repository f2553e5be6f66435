// Package owners reads CODEOWNERS files, those of GitHub and those of GitLab, and
// says who must approve a change of a path.
//
// Both take the last matching line and differ in nearly all else: a pattern of GitHub
// with a slash in it counts from the root, one of GitLab's only with a slash in front;
// GitLab has sections, each of which asks for approvals of its own. What either site
// would skip as invalid is refused here with its place: a line that is passed over
// is an owner who is never asked.
//
// Sources: "About code owners" in GitHub's documentation, "Code Owners" and "Code
// Owners syntax and error handling" in GitLab's (17.10).
package owners
