package cmd

import "github.com/promptgit/promptgit/internal/index"

// GrownRows tells of a file of an index how many of its rows were put before those of
// an earlier one. It is false where that is no such file.
func GrownRows(dir, name string) (int, bool) {
	block, ok := index.First(dir, name)
	var head [1]indexHead
	ok = ok && index.NewForm[indexHead]().Read(block, head[:])
	return head[0].Grown, ok
}
