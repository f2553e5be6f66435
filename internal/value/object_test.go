package value_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/value"
)

func TestAnObjectKeepsTheOrderOfItsKeys(t *testing.T) {
	t.Parallel()
	o := value.NewObject("z", int64(1), "a", "<b>", "m", []any{true})
	o.Set("z", int64(2))
	o.Delete("m")
	o.Delete("never there")
	o.Set("m", nil)
	raw, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"z":2,"a":"\u003cb\u003e","m":null}`; string(raw) != want {
		t.Errorf("want %s, got %s", want, raw)
	}
	if diff := cmp.Diff([]string{"z", "a", "m"}, o.Keys()); diff != "" {
		t.Error(diff)
	}
}

func TestAnObjectComesBackFromItsJSON(t *testing.T) {
	t.Parallel()
	var got struct {
		Vars *value.Object `json:"vars"`
	}
	if err := json.Unmarshal([]byte(`{"vars":{"z":2,"a":{"n":[1.5,null]}}}`), &got); err != nil {
		t.Fatal(err)
	}
	want := value.NewObject("z", int64(2), "a", value.NewObject("n", []any{1.5, nil}))
	if diff := cmp.Diff(string(value.Canonical(want)), string(value.Canonical(got.Vars))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"z", "a"}, got.Vars.Keys()); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{`{"vars":[1]}`, `{"vars":"text"}`} {
		if err := json.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("%s: want an error", bad)
		}
	}
}

func TestWhatAnObjectHoldsIsWrittenAsJSON(t *testing.T) {
	t.Parallel()
	var none *value.Object
	var empty []any
	o := value.NewObject("none", none, "empty", empty, "list", []any{value.NewObject("k\"", 1.5), []any{}}, "texts", []string{"&"},
		"numbers", []any{math.Inf(1), value.NewObject("x", math.NaN())})
	raw, err := o.MarshalJSON()
	if want := `{"none":null,"empty":null,"list":[{"k\"":1.5},[]],"texts":["&"],"numbers":[null,{"x":null}]}`; err != nil || string(raw) != want {
		t.Errorf("want %s, got %s, %v", want, raw, err)
	}
	for name, bad := range map[string]any{"in an object": value.NewObject("f", func() {}), "in a list": []any{func() {}}} {
		if _, err := value.NewObject("x", bad).MarshalJSON(); err == nil {
			t.Errorf("a function %s was written", name)
		}
	}
}

func TestNilAndZeroObjectsAreEmpty(t *testing.T) {
	t.Parallel()
	var none *value.Object
	if _, ok := none.Get("a"); ok || none.Len() != 0 || none.Clone().Len() != 0 {
		t.Error("a nil object holds something")
	}
	for range none.All() {
		t.Error("a nil object has entries")
	}
	var zero value.Object
	zero.Set("a", int64(1))
	if v, ok := zero.Get("a"); !ok || v != int64(1) {
		t.Error("the zero object cannot be set")
	}
}

func TestACloneIsChangedAlone(t *testing.T) {
	t.Parallel()
	o := value.NewObject("a", int64(1))
	c := o.Clone()
	c.Set("b", int64(2))
	if o.Len() != 1 || c.Len() != 2 {
		t.Errorf("want 1 and 2 keys, got %d and %d", o.Len(), c.Len())
	}
}

// TestAnObjectIsAMapWithAnOrder compares objects of any size with a map and a
// list of keys.
func TestAnObjectIsAMapWithAnOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o, values, keys := &value.Object{}, map[string]any{}, []string{}
		key := rapid.Map(rapid.IntRange(0, 30), func(n int) string { return fmt.Sprint("k", n) })
		t.Repeat(map[string]func(*rapid.T){
			"set": func(t *rapid.T) {
				k, v := key.Draw(t, "key"), rapid.Int().Draw(t, "value")
				if _, known := values[k]; !known {
					keys = append(keys, k)
				}
				o.Set(k, v)
				values[k] = v
			},
			"delete": func(t *rapid.T) {
				k := key.Draw(t, "key")
				keys = slices.DeleteFunc(keys, func(x string) bool { return x == k })
				o.Delete(k)
				delete(values, k)
			},
			"go on with a copy": func(*rapid.T) {
				before := o
				o = o.Clone()
				before.Set("only in the first", true)
			},
			"": func(t *rapid.T) {
				if diff := cmp.Diff(keys, o.Keys()); diff != "" || o.Len() != len(keys) {
					t.Fatalf("%d keys: %s", o.Len(), diff)
				}
				if diff := cmp.Diff(values, maps.Collect(o.All())); diff != "" {
					t.Fatal(diff)
				}
				for _, k := range append(keys, "never") {
					v, ok := o.Get(k)
					want, known := values[k]
					if v != want || ok != known {
						t.Fatalf("%s: got %v, %v", k, v, ok)
					}
				}
			},
		})
	})
}
