package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// sizePattern is a whole number and a unit.
const sizePattern = `^[1-9][0-9]{0,8}(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)$`

// ParseSize reads a number of bytes: 512MB, 1GB, 2GiB. KB, MB, GB and TB are
// powers of 1000, KiB, MiB, GiB and TiB of 1024.
func ParseSize(s string) (int64, error) {
	digits := strings.TrimRight(s, "BKMGTi")
	n, err := strconv.ParseInt(digits, 10, 64)
	unit := map[string]float64{
		"B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12,
		"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
	}[s[len(digits):]]
	if err != nil || n < 1 || n > 999999999 || unit == 0 || strings.HasPrefix(digits, "+") {
		return 0, fmt.Errorf("%q is not a size such as 512MB or 1GB", s)
	}
	if float64(n)*unit >= math.MaxInt64 {
		return 0, fmt.Errorf("the size %s is too large", s)
	}
	return n * int64(unit), nil
}

// FormatSize writes a number of bytes for people, in three digits.
func FormatSize(n int64) string {
	size, unit := float64(n), 0
	for size >= 999.5 && unit < 4 {
		size, unit = size/1000, unit+1
	}
	digits := 0
	if unit > 0 && size < 99.95 {
		digits = 1
	}
	return strings.TrimSuffix(strconv.FormatFloat(size, 'f', digits, 64), ".0") + []string{"B", "KB", "MB", "GB", "TB"}[unit]
}

func size(p *int64) kind {
	schema := value.NewObject("type", "string", "pattern", sizePattern, "default", FormatSize(*p))
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		bytes, err := ParseSize(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil {
			r.reject(n, "write it like 500MB, 1GB or 2GiB", "%s cannot be %s", name, shown(n))
			return
		}
		*p = bytes
	}}
}
