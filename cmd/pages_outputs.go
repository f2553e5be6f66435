package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// keptPlaces is of how many results the places are remembered, over all files.
const keptPlaces = 500_000

// outputPlaces knows where in the files of outputs the results lie, so that a page
// reads those that it shows and no others: a file can be of many megabytes.
type outputPlaces struct {
	mu    sync.Mutex
	files map[string]*placedFile // by record id
	used  []string               // record ids, the latest last
}

// placedFile is one file as it was when it was looked through.
type placedFile struct {
	size   int64
	mod    time.Time
	places []outputPlace
}

// outputPlace is one result of a file.
type outputPlace struct {
	Index  int    `json:"index"`
	Case   string `json:"case"` // "" in files of older programs
	Sample int    `json:"sample"`

	from int64
	size int
}

// results reads the results of a record that are wanted, in the order of the file. ok
// is false where this clone does not have them.
func (o *outputPlaces) results(ctx context.Context, dir, id string, want func(*outputPlace) bool) (list []resultJSON, ok bool, err error) {
	file, err := os.Open(filepath.Join(dir, filepath.Base(id)+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	places, err := o.of(ctx, file, id)
	if err != nil {
		return nil, false, fmt.Errorf("read the outputs of record %s: %w", id, err)
	}
	for i := range places {
		if !want(&places[i]) {
			continue
		}
		raw := make([]byte, places[i].size)
		if _, err = file.ReadAt(raw, places[i].from); err != nil {
			return nil, false, fmt.Errorf("read the outputs of record %s: %w", id, err)
		}
		var r resultJSON
		if err = json.Unmarshal(raw, &r); err != nil {
			return nil, false, fmt.Errorf("read the outputs of record %s: %w", id, err)
		}
		list = append(list, r)
	}
	return list, true, nil
}

// of gives the places of a file, which is looked through once.
func (o *outputPlaces) of(ctx context.Context, file *os.File, id string) ([]outputPlace, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	known := o.files[id]
	o.mu.Unlock()
	if known != nil && known.size == info.Size() && known.mod.Equal(info.ModTime()) {
		return known.places, nil
	}
	places, err := placesIn(ctx, file)
	if err != nil {
		return nil, err
	}
	o.keep(id, &placedFile{size: info.Size(), mod: info.ModTime(), places: places})
	return places, nil
}

func (o *outputPlaces) keep(id string, f *placedFile) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.files == nil {
		o.files = map[string]*placedFile{}
	}
	if o.files[id] == nil {
		o.used = append(o.used, id)
	}
	o.files[id] = f
	total := 0
	for _, f := range o.files {
		total += len(f.places)
	}
	for total > keptPlaces && len(o.used) > 1 {
		total -= len(o.files[o.used[0]].places)
		delete(o.files, o.used[0])
		o.used = o.used[1:]
	}
}

// placesIn looks through a file with one result in memory at a time.
func placesIn(ctx context.Context, file io.Reader) ([]outputPlace, error) {
	var places []outputPlace
	in := json.NewDecoder(file)
	if _, err := in.Token(); err != nil {
		return nil, err
	}
	for in.More() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var raw json.RawMessage
		if err := in.Decode(&raw); err != nil {
			return nil, err
		}
		place := outputPlace{size: len(raw), from: in.InputOffset() - int64(len(raw))}
		if err := json.Unmarshal(raw, &place); err != nil {
			return nil, err
		}
		places = append(places, place)
	}
	_, err := in.Token()
	return places, err
}
