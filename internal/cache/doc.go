// Package cache keeps the answers of models as files, one for each key:
// DIR/<first two digits>/<key>.json. Entries appear whole or not at all, and
// carry a checksum, so that many processes may share a directory and may be
// killed at any moment.
//
// It does not know what a key is made of. What was unused for longest goes first
// when there are limits; a file's time says when its entry was last used.
package cache
