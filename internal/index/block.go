package index

import "reflect"

// Form writes and reads lists of one type.
type Form[T any] struct{ codec codec }

// NewForm panics for a type that cannot be kept: one with interfaces, functions or
// channels.
func NewForm[T any]() Form[T] { return Form[T]{newCodec(reflect.TypeFor[T]())} }

// Layout is a text that differs for types that are written in another way. It
// belongs into the name of a file.
func (f Form[T]) Layout() string { return f.codec.layout }

// Append adds the form of a list to a block. It is false where a value has none.
func (f Form[T]) Append(block []byte, list []T) ([]byte, bool) {
	e := encoder{out: block, texts: map[string]uint64{}}
	for i := range list {
		f.codec.put(&e, reflect.ValueOf(&list[i]).Elem())
	}
	return e.out, !e.failed
}

// Read fills a list, all of whose items must be in the block and nothing else. The
// texts point into the block.
func (f Form[T]) Read(block string, list []T) bool {
	d := decoder{in: block}
	for i := range list {
		if f.codec.get(&d, reflect.ValueOf(&list[i]).Elem()); d.bad {
			return false
		}
	}
	return d.at == len(block)
}
