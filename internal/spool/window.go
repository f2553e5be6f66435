package spool

import (
	"cmp"
	"io"
	"os"
	"slices"
)

// Window is the part of a spool that was read last. Entries are read in about
// the order in which they were written, so that most of them lie in it.
type Window struct {
	from  int64
	bytes []byte
}

// behind is how much of a window lies before what was asked: what was written a
// little earlier may be asked a little later.
const behind = tailRoom / 4

func (w *Window) read(file *os.File, at, end int64) ([]byte, error) {
	if at < w.from || end > w.from+int64(len(w.bytes)) {
		from := max(0, at-behind)
		room := slices.Grow(w.bytes[:0], max(tailRoom, int(end-from)))
		n, err := file.ReadAt(room[:cap(room)], from)
		w.from, w.bytes = from, room[:n]
		if from+int64(n) < end {
			return nil, cmp.Or(err, io.ErrUnexpectedEOF)
		}
	}
	return w.bytes[at-w.from : end-w.from], nil
}
