package gitops

import (
	"fmt"
	"os"
	"sync"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	if os.Getenv("ZZ") == "" {
		return
	}
	p := newNotesPlace(t)
	foreign := []OID{p.blob("foreign 0"), p.blob("foreign 1")}
	done := make(chan struct{})
	var loops sync.WaitGroup
	n := [2]int{}
	for i, object := range foreign {
		loops.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				n[i]++
				_ = p.command("", "notes", "--ref", "promptgit/results", "add", "-f", "-m", fmt.Sprint(n[i]), string(object)).Run()
			}
		})
	}
	w, err := p.results().writer(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		start := time.Now()
		tries := 0
		looked, _ := p.results().tip(t.Context())
		a := time.Since(start)
		d, err := p.results().droppedSince(t.Context(), p.results().seenTip(), looked.commit)
		b := time.Since(start)
		var last time.Time
		var durs []time.Duration
		batch := Batch{Lines: map[OID][]string{p.objects(1)[0]: {record(i)}}}
		batch.add(d)
		_, _, err = w.update(t.Context(), func(tip version) (OID, error) {
			tries++
			s := time.Now()
			o, err := w.commit(t.Context(), tip, batch.edit)
			last = time.Now()
			durs = append(durs, last.Sub(s))
			return o, err
		})
		fmt.Println("tip", a, "dropped", b-a, "tries", tries, durs, "total", time.Since(start), err, n)
		p.results().rememberTip(looked.commit)
	}
	close(done)
	loops.Wait()
}
