package cmd

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/promptgit/promptgit/gitops"
)

// bucketOf is the hundredth, from 0 to 99, that a user falls into at a label: the
// first 8 bytes of the SHA-256 of prompt, label and user with a zero byte after the
// first two, as a big-endian number, modulo 100.
func bucketOf(prompt, label, user string) int {
	sum := sha256.Sum256([]byte(prompt + "\x00" + label + "\x00" + user))
	return int(binary.BigEndian.Uint64(sum[:8]) % 100)
}

// choose gives the version that a user gets, and the candidate's weight where it is
// one: that of buckets below its weight. A second candidate, which only two clones
// can make, has the buckets after the first. Without a user it is the label's own.
func (s *labelState) choose(user string) (commit gitops.OID, weight int) {
	if user == "" {
		return s.commit, 0
	}
	bucket, upTo := bucketOf(s.prompt, s.label, user), 0
	for _, c := range s.candidates {
		if upTo += c.weight; bucket < upTo {
			return c.commit, c.weight
		}
	}
	return s.commit, 0
}
