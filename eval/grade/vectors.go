package grade

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/promptgit/promptgit/eval"
)

// vector embeds a text. What is no vector is an error and no distance.
func (q question) vector(ctx context.Context, by *eval.ProviderSpec, text string) ([]float64, error) {
	a, err := q.send(ctx, by, eval.Embed, input(text))
	if err != nil {
		return nil, err
	}
	var v []float64
	if json.Unmarshal([]byte(a.Output), &v) != nil || len(v) == 0 {
		return nil, fmt.Errorf("the embedding of %s is no list of numbers: %s", quote(text), quote(a.Output))
	}
	return v, nil
}

var errLengths = errors.New("the embeddings of the two texts are of different lengths")

// dot is the sum of the products of the coordinates.
func dot(a, b []float64) (float64, error) {
	if len(a) != len(b) {
		return 0, errLengths
	}
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum, nil
}

// cosine is that of the angle between two vectors, 0 where one has no length.
func cosine(a, b []float64) (float64, error) {
	product, err := dot(a, b)
	if err != nil {
		return 0, err
	}
	lengths := length(a) * length(b)
	if lengths == 0 {
		return 0, nil
	}
	return product / lengths, nil
}

func length(a []float64) float64 {
	sum := 0.0
	for _, x := range a {
		sum += x * x
	}
	return math.Sqrt(sum)
}

// distance is the Euclidean one.
func distance(a, b []float64) (float64, error) {
	if len(a) != len(b) {
		return 0, errLengths
	}
	sum := 0.0
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(sum), nil
}
