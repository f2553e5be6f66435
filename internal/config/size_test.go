package config_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/config"
)

func TestSizesAreReadWithTheirUnits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"1B": 1, "64KB": 64_000, "500MB": 500_000_000, "1GB": 1_000_000_000, "2GiB": 2 << 30, "9TB": 9_000_000_000_000,
	} {
		if got, err := config.ParseSize(text); got != want || err != nil {
			t.Errorf("%s: got %d, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "1", "GB", "0MB", "-1GB", "+1GB", "1.5GB", "1 GB", "1gb", "1PB", "9999999999B", "999999999TiB", "1BB"} {
		if got, err := config.ParseSize(text); err == nil {
			t.Errorf("%q: got %d, want an error", text, got)
		}
	}
}

func TestASizeIsShownInThreeDigits(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{
		0: "0B", 999: "999B", 1000: "1KB", 1_234: "1.2KB", 99_999: "100KB", 999_499: "999KB", 999_500: "1MB",
		1_000_000_000: "1GB", 12_345_678_901_234: "12.3TB", math.MaxInt64: "9223372TB",
	} {
		if got := config.FormatSize(n); got != want {
			t.Errorf("%d: want %s, got %s", n, want, got)
		}
	}
}

func TestAnySizeIsReadOrRefused(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[+-]?[0-9]{0,12}[BKMGTi]{0,3}.?`).Draw(t, "text")
		if n, err := config.ParseSize(text); err == nil && n < 1 {
			t.Errorf("%q gives %d", text, n)
		}
	})
}
