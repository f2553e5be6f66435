// Package index keeps what was computed in files that can be made again: values in
// a compact form, in blocks of which a reader takes as many as it needs, under a
// name that is the hash of all that the values depend on.
//
// A file is whole or not there, and holds checksums. One that another program wrote,
// or that is damaged, is as good as none.
package index
