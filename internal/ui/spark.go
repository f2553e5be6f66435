package ui

// Sparkline draws one block a value of [0, 1]; a nil value is a gap.
func Sparkline(values []*float64) string {
	blocks := []rune("▁▂▃▄▅▆▇█")
	out := make([]rune, len(values))
	for i, v := range values {
		if v == nil {
			out[i] = '·'
			continue
		}
		out[i] = blocks[min(max(int(*v*float64(len(blocks))), 0), len(blocks)-1)]
	}
	return string(out)
}
