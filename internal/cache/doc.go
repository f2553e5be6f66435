// Package cache keeps the answers of models as files, one for each key:
// DIR/<first two digits>/<key>.json. Entries appear whole or not at all, and
// carry a checksum, so that many processes may share a directory and may be
// killed at any moment.
//
// It knows neither what a key is made of nor when an entry is too old.
package cache
