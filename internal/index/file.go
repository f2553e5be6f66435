package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	// suffix tells whole files from those that are being written.
	suffix = ".rows"
	// start stands before the first block: another program's file begins otherwise.
	start = "promptgit index 1\n"
	// frame is what stands before a block: its length and its checksum.
	frame = 8

	mostFiles = 8
	mostBytes = 64 << 20
	// leftover is the age from which a file that was being written was left behind
	// by a crash.
	leftover = time.Hour
)

// Read gives the blocks of a file; ok is false where it is not there, or not whole.
func Read(dir, name string) (blocks []string, ok bool) {
	raw, err := os.ReadFile(filepath.Join(dir, name+suffix))
	if err != nil {
		return nil, false
	}
	text, at := string(raw), len(start)+frame/2
	if len(raw) < at || text[:len(start)] != start {
		return nil, false
	}
	count := binary.LittleEndian.Uint32(raw[len(start):])
	for len(raw)-at >= frame {
		length, sum := binary.LittleEndian.Uint32(raw[at:]), binary.LittleEndian.Uint32(raw[at+4:])
		if at += frame; uint64(length) > uint64(len(raw)-at) {
			return nil, false
		}
		end := at + int(length)
		if checksum(len(blocks), raw[at:end]) != sum {
			return nil, false
		}
		blocks, at = append(blocks, text[at:end]), end
	}
	return blocks, at == len(raw) && len(blocks) == int(count)
}

// First gives the first block of a file, without a look at the others.
func First(dir, name string) (block string, ok bool) {
	f, err := os.Open(filepath.Join(dir, name+suffix))
	if err != nil {
		return "", false
	}
	defer f.Close() //nolint:errcheck // it was only read
	const most = 1 << 20
	head := make([]byte, len(start)+frame/2+frame)
	if _, err = io.ReadFull(f, head); err != nil || string(head[:len(start)]) != start {
		return "", false
	}
	length := binary.LittleEndian.Uint32(head[len(head)-frame:])
	if length > most {
		return "", false
	}
	raw := make([]byte, length)
	_, err = io.ReadFull(f, raw)
	return string(raw), err == nil && checksum(0, raw) == binary.LittleEndian.Uint32(head[len(head)-4:])
}

// checksum is of a block and of its place.
func checksum(place int, block []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	return crc32.Update(crc32.Checksum([]byte(strconv.Itoa(place)), table), table, block)
}

// Write puts a file in place, which is whole at once, and removes the oldest ones of
// its folder where they are too many.
func Write(dir, name string, blocks ...string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	var out bytes.Buffer
	out.WriteString(start)
	number := func(n uint32) { out.Write(binary.LittleEndian.AppendUint32(nil, n)) }
	number(uint32(len(blocks))) //nolint:gosec // there are few
	for i, block := range blocks {
		number(uint32(len(block))) //nolint:gosec // a block is much smaller
		number(checksum(i, []byte(block)))
		out.WriteString(block)
	}
	part, err := os.CreateTemp(dir, ".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name()) //nolint:errcheck // fails after the rename, as it should
	_, err = part.Write(out.Bytes())
	info, failed := part.Stat() // its time is that of the file system, as that of the others
	if err = errors.Join(err, failed, part.Close()); err != nil {
		return err
	}
	if err = os.Rename(part.Name(), filepath.Join(dir, name+suffix)); err != nil {
		return err
	}
	prune(dir, info.ModTime())
	return nil
}

// Names lists the files of a folder whose names begin with a prefix, the newest
// first.
func Names(dir, prefix string) []string {
	var names []string
	for _, f := range files(dir) {
		if name, ok := strings.CutSuffix(f.Name(), suffix); ok && strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	return names
}

// files are those of a folder, the newest first.
func files(dir string) []os.FileInfo {
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var found []os.FileInfo
	for _, e := range list {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			found = append(found, info)
		}
	}
	slices.SortStableFunc(found, func(a, b os.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	return found
}

// prune removes what it can: nothing is lost with it.
func prune(dir string, now time.Time) {
	kept, size := 0, int64(0)
	for _, f := range files(dir) {
		old := false
		if strings.HasSuffix(f.Name(), suffix) {
			kept, size = kept+1, size+f.Size()
			old = kept > mostFiles || kept > 1 && size > mostBytes
		} else {
			old = now.Sub(f.ModTime()) > leftover
		}
		if old {
			_ = os.Remove(filepath.Join(dir, f.Name()))
		}
	}
}
