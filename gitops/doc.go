// Package gitops is the only package that touches Git. It hands out commits,
// paths and bytes: snapshots of a revision, of the staged index or of the
// working tree, the history of files, the changes of a range, and it writes
// objects and refs. It knows no prompt and no score.
//
// Everything is asked of git itself, in few and long-lived processes, since
// nothing else agrees with it in every repository (linked worktrees, SHA-256,
// partial clones, alternates, split indexes): discovery, objects, the index,
// path-limited history, configuration, and every ref update, which is a
// compare-and-swap through "git update-ref". Objects are written through
// go-git's storage, loose or as one pack, where the format allows. HEAD, the
// index and the working tree of the user are never moved, except by Import,
// which fills a repository that Create made.
package gitops
