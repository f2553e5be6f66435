package trace

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
)

// maxLine bounds a line, and with it the memory that reading takes.
const maxLine = 16 << 20

// ErrLong is that of a line longer than 16 MiB, which is passed over.
var ErrLong = fmt.Errorf("the line is longer than %d MiB", maxLine>>20)

// Line is one line that is not blank.
type Line struct {
	Number int // from 1
	Text   []byte
	Err    error // ErrLong, or nil
}

// Lines reads line by line. Text is valid until the next line; an error of the
// reader ends the sequence.
func Lines(r io.Reader) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		b := bufio.NewReaderSize(r, 1<<16)
		var buf []byte
		for n := 1; ; n++ {
			line := Line{Number: n}
			var err error
			buf, line.Err, err = readLine(b, buf[:0])
			if err != nil && !errors.Is(err, io.EOF) {
				yield(Line{}, err)
				return
			}
			line.Text = bytes.TrimSpace(buf)
			if n == 1 {
				line.Text = bytes.TrimPrefix(line.Text, []byte("\ufeff"))
			}
			if (len(line.Text) > 0 || line.Err != nil) && !yield(line, nil) || err != nil {
				return
			}
		}
	}
}

func readLine(b *bufio.Reader, buf []byte) (line []byte, long, err error) {
	for {
		part, err := b.ReadSlice('\n')
		if len(buf)+len(part) > maxLine {
			long = ErrLong
			buf = buf[:0]
		} else if long == nil {
			buf = append(buf, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return buf, long, err
		}
	}
}
