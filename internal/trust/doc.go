// Package trust remembers, outside every repository, which commands of a
// repository's configuration the user has allowed to run.
package trust
