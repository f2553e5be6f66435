package gitops

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// OID is the id of a Git object: 40 lower-case hex digits in a SHA-1
// repository, 64 in a SHA-256 one. The empty OID means "none".
type OID string

// ParseOID accepts a full object id of either format and gives it in lower
// case; ok is false for anything else, such as an abbreviation.
func ParseOID(s string) (id OID, ok bool) {
	if len(s) != 40 && len(s) != 64 {
		return "", false
	}
	if strings.Trim(s, "0123456789abcdefABCDEF") != "" {
		return "", false
	}
	return OID(strings.ToLower(s)), true
}

// Short gives the first ten digits, for people.
func (id OID) Short() string { return string(id[:min(10, len(id))]) }

// IsZero reports whether id names no object: it is empty or all zeros.
func (id OID) IsZero() bool { return strings.Trim(string(id), "0") == "" }

// Kind is the type of a Git object.
type Kind string

// The kinds of objects that gitops reads and writes.
const (
	KindBlob   Kind = "blob"
	KindTree   Kind = "tree"
	KindCommit Kind = "commit"
	KindTag    Kind = "tag"
)

// sha256Format is the object format of a SHA-256 repository.
const sha256Format = "sha256"

// Hash gives the id that the object would have in this repository's object
// format. Nothing is written.
func (r *Repo) Hash(kind Kind, content []byte) OID { return hashObject(r.ObjectFormat, kind, content) }

// HashBlob gives the id that a file with this content would have.
func (r *Repo) HashBlob(content []byte) OID { return r.Hash(KindBlob, content) }

// EmptyTree is the id of the tree without entries, the base of an unborn
// branch's staged changes.
func (r *Repo) EmptyTree() OID { return r.Hash(KindTree, nil) }

// zeroOID is what Git calls "no object" in this repository's format.
func (r *Repo) zeroOID() string {
	if r.ObjectFormat == sha256Format {
		return strings.Repeat("0", 64)
	}
	return strings.Repeat("0", 40)
}

func hashObject(format string, kind Kind, content []byte) OID {
	header := string(kind) + " " + strconv.Itoa(len(content)) + "\x00"
	sum := sha1.New()
	if format == sha256Format {
		sum = sha256.New()
	}
	sum.Write([]byte(header))
	sum.Write(content)
	return OID(hex.EncodeToString(sum.Sum(nil)))
}
