// Package spool keeps what a process needs once more before it ends, and what
// would be too much for memory, in a file that nobody else sees.
//
// It knows nothing of what it keeps.
package spool
