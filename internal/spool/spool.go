package spool

import (
	"bytes"
	"os"
	"sync"
)

// Spool is a file of entries. What the disk does not take stays in memory. It is
// safe for concurrent use.
type Spool struct {
	warn func(error)

	mu     sync.Mutex
	file   *os.File         // nil for none
	name   string           // of the file, "" where it has none any more
	tail   []byte           // what is not yet written
	size   int64            // of the file, without the tail
	memory map[int64][]byte // by what stands for an offset
	full   bool
}

// Place is where an entry lies: from an offset in the file, or under a negative
// number in memory. The zero value is no entry.
type Place struct {
	at     int64
	length int32
}

// None says that there is no entry.
func (p Place) None() bool { return p.length == 0 }

// tailRoom is how many bytes are written at once.
const tailRoom = 256 << 10

// Add puts an entry at the end. It is not to be changed afterwards, and never
// empty.
func (s *Spool) Add(entry []byte) Place {
	s.mu.Lock()
	defer s.mu.Unlock()
	length := int32(len(entry)) //nolint:gosec // answers have a limit far below
	if s.full {
		at := -1 - int64(len(s.memory))
		s.memory[at] = entry
		return Place{at, length}
	}
	at := s.size + int64(len(s.tail))
	s.tail = append(s.tail, entry...)
	if len(s.tail) >= tailRoom {
		s.flush()
	}
	return Place{at, length}
}

// flush writes the tail. What cannot be written stays in it.
func (s *Spool) flush() {
	n, err := s.file.WriteAt(s.tail, s.size)
	s.size += int64(n)
	s.tail = s.tail[:copy(s.tail, s.tail[n:])]
	if err != nil {
		s.giveUp(err)
	}
}

// giveUp leaves what comes from now on in memory, and tells why.
func (s *Spool) giveUp(err error) {
	s.full = true
	s.warn(err)
}

// Read gives an entry. With a window it is a part of that, until the window is
// used again.
func (s *Spool) Read(p Place, w *Window) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	end := p.at + int64(p.length)
	switch {
	case p.at < 0:
		return s.memory[p.at], nil
	case p.at >= s.size:
		from := p.at - s.size
		return bytes.Clone(s.tail[from : from+int64(p.length)]), nil
	case end > s.size: // the disk was full in the middle of it
		entry := make([]byte, s.size-p.at, p.length)
		_, err := s.file.ReadAt(entry, p.at)
		return append(entry, s.tail[:end-s.size]...), err
	case w != nil:
		return w.read(s.file, p.at, end)
	}
	entry := make([]byte, p.length)
	_, err := s.file.ReadAt(entry, p.at)
	return entry, err
}

// Close removes the file.
func (s *Spool) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return
	}
	_ = s.file.Close() // nothing of it is needed any more
	if s.name != "" {
		_ = os.Remove(s.name)
	}
}
