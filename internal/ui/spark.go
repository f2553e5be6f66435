package ui

// Sparkline draws one block a value of [0, 1]; a nil value is a gap.
func Sparkline(values []*float64) string { return GlyphsFor(nil).Spark(values) }
