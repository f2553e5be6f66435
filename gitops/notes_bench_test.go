package gitops

import (
	"fmt"
	"strings"
	"testing"
)

// BenchmarkTenThousandNotes compares one Append with git fast-import of the
// same notes. The budget is twice its time.
func BenchmarkTenThousandNotes(b *testing.B) {
	const count = 10_000
	b.Run("append", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			p := newNotesPlace(b)
			lines := make(map[OID][]string, count)
			for i, object := range p.objects(count) {
				lines[object] = []string{benchRecord(i)}
			}
			b.StartTimer()
			p.append(Batch{Lines: lines})
		}
	})
	b.Run("fast-import", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			p := newNotesPlace(b)
			var in strings.Builder
			fmt.Fprintf(&in, "commit %s\ncommitter Ada <ada@example.com> 1795000000 +0000\ndata 5\nnotes\n", ResultsRef)
			p.git("commit", "-q", "--allow-empty", "-m", "start")
			for i, object := range p.objects(count) {
				text := benchRecord(i) + "\n"
				fmt.Fprintf(&in, "M 100644 inline %s/%s\ndata %d\n%s\n", object[:2], object[2:], len(text), text)
			}
			b.StartTimer()
			p.gitIn(in.String(), "fast-import", "--quiet")
		}
	})
}

// BenchmarkOneNoteAmongTenThousand is the price of one more record.
func BenchmarkOneNoteAmongTenThousand(b *testing.B) {
	p := newNotesPlace(b)
	lines := make(map[OID][]string)
	for i, object := range p.objects(10_000) {
		lines[object] = []string{benchRecord(i)}
	}
	p.append(Batch{Lines: lines})
	object := p.objects(1)[0]
	for i := 0; b.Loop(); i++ {
		p.append(Batch{Lines: map[OID][]string{object: {record(i)}}})
	}
}

// BenchmarkAllTenThousand is what a listing of all records reads.
func BenchmarkAllTenThousand(b *testing.B) {
	p := newNotesPlace(b)
	lines := make(map[OID][]string)
	for i, object := range p.objects(10_000) {
		lines[object] = []string{benchRecord(i)}
	}
	p.append(Batch{Lines: lines})
	for b.Loop() {
		if got := len(p.all()); got != 10_000 {
			b.Fatal(got)
		}
	}
}

// benchRecord has the length of a small record with ten cases.
func benchRecord(i int) string {
	return fmt.Sprintf(`{"cases":[%s],"id":"%026d","v":1}`, strings.TrimSuffix(strings.Repeat(`{"i":1,"k":"0011aabb","n":3,"p":2,"s":0.66},`, 10), ","), i)
}
