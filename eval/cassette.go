package eval

import (
	"context"
	"errors"
	"fmt"
)

// Cassette holds the answers of a run as files that people review, for where no
// model may be asked. It is safe for concurrent use.
type Cassette interface {
	// Play gives the answer of a job or of a question to a judge. The error is
	// ErrNotTaped where it has none, and says what to do.
	Play(key string, t Target, req Request) (Answer, error)
	Record(key string, t Target, req Request, a Answer) error
}

// ErrNotTaped says that a cassette has no answer.
var ErrNotTaped = errors.New("not in the cassette")

func (d *desk) taped(t Target) bool { return d.Cassette != nil && !t.Free }

// play answers from the cassette. It is done unless the model is to be asked for
// what the cassette lacks.
func (d *desk) play(t Target, key string, req Request) (a Answer, done bool, err error) {
	if d.Recording && d.Refresh {
		return a, false, nil
	}
	a, err = d.Cassette.Play(key, t, req)
	switch {
	case err == nil:
		a.Cached = true
		return a, true, nil
	case !d.Recording:
		return Answer{}, true, err
	case !errors.Is(err, ErrNotTaped):
		d.warning(fmt.Errorf("%w; it is asked for again", err))
	}
	return Answer{}, false, nil
}

// tape keeps an answer in the cassette, where one is recorded.
func (d *desk) tape(t Target, key string, req Request, a Answer) {
	if !d.taped(t) || !d.Recording {
		return
	}
	if err := d.Cassette.Record(key, t, req, a); err != nil {
		d.warnOnce(fmt.Errorf("write the cassette: %w", err))
	}
}

// again answers a judge's question past what is kept. A cassette that is only
// played has nothing else to say.
func (d *desk) again(ctx context.Context, t Target, key string, req Request) (Answer, int, error) {
	if d.taped(t) && !d.Recording {
		return d.ask(ctx, t, key, req, nil)
	}
	return d.fetch(ctx, t, key, req)
}
