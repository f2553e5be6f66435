package value_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/value"
)

func TestTextsAreMappedAndNamesAreNot(t *testing.T) {
	t.Parallel()
	data := value.NewObject("a", "x", "b", []any{"y", int64(1), nil, value.NewObject("c", "z")})
	before := string(value.Canonical(data))
	got := string(value.Canonical(value.MapTexts(data, strings.ToUpper)))
	if want := `{"a":"X","b":["Y",1,null,{"c":"Z"}]}`; got != want {
		t.Errorf("want %s, got %s", want, got)
	}
	if after := string(value.Canonical(data)); after != before {
		t.Errorf("the data itself changed: %s", after)
	}
}
