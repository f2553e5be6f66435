package mysql

// memo keeps what was read at a position of the text.
type memo[T any] struct {
	index []int32 // one more than the place of the entry, by position
	kept  []T
}

func newMemo[T any](length int) memo[T] { return memo[T]{index: make([]int32, length+1)} }

// at gives what was read at a position, nil for nothing. It holds until keep is
// called.
func (m *memo[T]) at(pos int) *T {
	if i := m.index[pos]; i > 0 {
		return &m.kept[i-1]
	}
	return nil
}

func (m *memo[T]) keep(pos int, entry T) {
	m.kept = append(m.kept, entry)
	m.index[pos] = int32(len(m.kept))
}
