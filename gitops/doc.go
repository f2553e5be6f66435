// Package gitops is the only package that touches Git. It hands out commits,
// paths and bytes: snapshots of a revision, of the staged index or of the
// working tree, the history of files, the changes of a range, and it writes
// objects and refs. It knows no prompt and no score.
//
// Objects are read and written through go-git's object storage where it can
// read the repository, else through one long-lived "git cat-file" child. What
// go-git answers differently from Git is asked of Git itself: discovery,
// configuration, the index, path-limited history, and every ref update, which
// is a compare-and-swap through "git update-ref". HEAD, the index and the
// working tree of the user are never moved, except by Import, which fills a
// repository that Create made.
package gitops
