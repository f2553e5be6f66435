package gitops

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// encodePack gives a pack of whole objects: "PACK", version 2, the count; per
// object its kind and size in a variable-length integer and its deflated
// content; then the hash of all that (gitformat-pack).
func encodePack(format string, objects []Object) ([]byte, error) {
	var pack bytes.Buffer
	pack.WriteString("PACK")
	for _, n := range []int{2, len(objects)} {
		_ = binary.Write(&pack, binary.BigEndian, uint32(n)) // memory, cannot fail
	}
	for _, obj := range objects {
		kind, ok := map[Kind]byte{KindCommit: 1, KindTree: 2, KindBlob: 3, KindTag: 4}[obj.Kind]
		if !ok {
			return nil, fmt.Errorf("no object is of kind %q", obj.Kind)
		}
		size := len(obj.Content)
		head := kind<<4 | byte(size&0x0f)
		for size >>= 4; size > 0; size >>= 7 {
			pack.WriteByte(head | 0x80)
			head = byte(size & 0x7f)
		}
		pack.WriteByte(head)
		deflate := zlib.NewWriter(&pack)
		if _, err := deflate.Write(obj.Content); err != nil {
			return nil, err
		}
		if err := deflate.Close(); err != nil {
			return nil, err
		}
	}
	sum := sha1.New()
	if format == sha256Format {
		sum = sha256.New()
	}
	sum.Write(pack.Bytes())
	return sum.Sum(pack.Bytes()), nil
}
