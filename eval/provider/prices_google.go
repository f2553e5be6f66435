package provider

import (
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// googleTariff is the list price of one of Google's models for text and images
// in and text out, nil where it is not known. Audio costs more, and names that
// move between models, such as gemini-flash-latest, have none. Where a price is
// lowered for some months, this is the one after them.
func googleTariff(model string) *tariff {
	name := strings.TrimPrefix(model, "models/")
	name = strings.TrimSuffix(googleVersion().ReplaceAllString(name, ""), "-latest")
	const long = 200_000
	t, ok := map[string]tariff{
		"gemini-3.8-flash": flat(1.50, 7.50, 0.15),
		"gemini-3.5-flash": flat(1.50, 9, 0.15),

		"gemini-3.1-pro-preview": flat(2, 12, 0.20).above(long, 4, 18, 0.40),
		"gemini-3-pro-preview":   flat(2, 12, 0.20).above(long, 4, 18, 0.40),
		"gemini-3-flash-preview": flat(0.50, 3, 0.05),
		"gemini-3.1-flash-lite":  flat(0.25, 1.50, 0.025), "gemini-3.1-flash-lite-preview": flat(0.25, 1.50, 0.025),

		"gemini-2.5-pro":        flat(1.25, 10, 0.125).above(long, 2.50, 15, 0.25),
		"gemini-2.5-flash":      flat(0.30, 2.50, 0.03),
		"gemini-2.5-flash-lite": flat(0.10, 0.40, 0.01),
		"gemini-2.0-flash":      flat(0.10, 0.40, 0.025), "gemini-2.0-flash-lite": flat(0.075, 0.30, 0.075),
		"gemini-1.5-pro":   flat(1.25, 5, 1.25).above(128_000, 2.50, 10, 2.50),
		"gemini-1.5-flash": flat(0.075, 0.30, 0.075).above(128_000, 0.15, 0.60, 0.15),

		"gemini-embedding": flat(0.15, 0, 0.15),
	}[name]
	if !ok {
		return nil
	}
	return &t
}

// googleVersion is the version at the end of a model's name: a version costs
// what the model costs.
var googleVersion = memo.Regexp(`-00\d$|-preview-\d\d-(\d\d|20\d\d)$`)
