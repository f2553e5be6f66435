package index

import (
	"encoding/binary"
	"math"
)

// encoder writes one block. A text that was written before is a number.
type encoder struct {
	out    []byte
	texts  map[string]uint64
	failed bool // a value has no form
}

func (e *encoder) uint(x uint64) { e.out = binary.AppendUvarint(e.out, x) }
func (e *encoder) int(x int64)   { e.out = binary.AppendVarint(e.out, x) }

// float writes whole numbers of few digits short, and their sign with zero too.
func (e *encoder) float(x float64) {
	if n := int64(x); float64(n) == x && -64 < n && n < 64 && math.Float64bits(float64(n)) == math.Float64bits(x) {
		e.out = append(e.out, byte(n+64))
		return
	}
	e.out = binary.LittleEndian.AppendUint64(append(e.out, wideFloat), math.Float64bits(x))
}

// wideFloat begins a number that takes eight bytes more.
const wideFloat = 0xff

func (e *encoder) bool(x bool) {
	b := byte(0)
	if x {
		b = 1
	}
	e.out = append(e.out, b)
}

func (e *encoder) string(s string) {
	if at, ok := e.texts[s]; ok {
		e.uint(at)
		return
	}
	e.texts[s] = uint64(len(e.texts)) + 1
	e.uint(0)
	e.uint(uint64(len(s)))
	e.out = append(e.out, s...)
}

// decoder reads one block. What is not as it should be sets bad, and then nothing
// that it gave counts.
type decoder struct {
	in    string
	at    int
	texts []string
	bad   bool
}

func (d *decoder) byte() byte {
	if d.at >= len(d.in) {
		d.bad = true
		return 0
	}
	d.at++
	return d.in[d.at-1]
}

func (d *decoder) uint() uint64 {
	var x uint64
	for shift := 0; shift < 64; shift += 7 {
		b := d.byte()
		x |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return x
		}
	}
	d.bad = true
	return 0
}

func (d *decoder) int() int64 {
	x := d.uint()
	return int64(x>>1) ^ -int64(x&1) //nolint:gosec // the sign is in the last bit
}

func (d *decoder) float() float64 {
	b := d.byte()
	if b != wideFloat {
		return float64(int(b) - 64)
	}
	if len(d.in)-d.at < 8 {
		d.bad = true
		return 0
	}
	var bits uint64
	for i := range 8 {
		bits |= uint64(d.in[d.at+i]) << (8 * i)
	}
	d.at += 8
	return math.Float64frombits(bits)
}

func (d *decoder) bool() bool { return d.byte() == 1 }

// length is that of a list; ok is false for nil.
func (d *decoder) length() (n int, ok bool) {
	x := d.uint()
	if x > uint64(len(d.in)-d.at)+1 { // every item takes a byte
		d.bad = true
	}
	if x == 0 || d.bad {
		return 0, false
	}
	return int(x - 1), true //nolint:gosec // at most as many as there are bytes
}

func (d *decoder) string() string {
	at := d.uint()
	if at > 0 {
		if at > uint64(len(d.texts)) {
			d.bad = true
			return ""
		}
		return d.texts[at-1]
	}
	n := d.uint()
	if d.bad || n > uint64(len(d.in)-d.at) {
		d.bad = true
		return ""
	}
	s := d.in[d.at : d.at+int(n)] //nolint:gosec // within the block
	d.at += int(n)                //nolint:gosec // within the block
	d.texts = append(d.texts, s)
	return s
}
