package secret_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/secret"
)

// BenchmarkHide measures what an answer of 50 KB costs with one key, and with as
// many as a CI job has.
func BenchmarkHide(b *testing.B) {
	words := strings.Fields("the model said that a customer who waits for an answer deserves one, in JSON: {\"total\": 12.50}")
	random := rand.New(rand.NewPCG(1, 2))
	var text strings.Builder
	for text.Len() < 50<<10 {
		text.WriteString(words[random.IntN(len(words))] + " ")
	}
	for _, keys := range []int{0, 1, 12} {
		b.Run(fmt.Sprintf("%d keys", keys), func(b *testing.B) {
			var h secret.Hider
			for i := range keys {
				h.Add(fmt.Sprintf("sk-proj-%d-%016x%016x", i, random.Uint64(), random.Uint64()))
			}
			b.SetBytes(int64(text.Len()))
			for b.Loop() {
				if h.Hide(text.String()) != text.String() {
					b.Fatal("something was hidden")
				}
			}
		})
	}
}
