package show

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"functions/a.js":      "functions/a.js",
		"ünïcode 文.txt":       "ünïcode 文.txt",
		"a\nb":                `"a\nb"`,
		"\x1b[31mred":         `"\x1b[31mred"`,
		"reversed\u202egnp":   `"reversed\u202egnp"`,
		`with "quotes"`:       `"with \"quotes\""`,
		"not UTF-8 \xff":      `"not UTF-8 \xff"`,
		"line\u2028separator": `"line\u2028separator"`,
	} {
		assert.Equal(t, want, Name(name))
	}
}

func TestShort(t *testing.T) {
	t.Parallel()
	assert.Equal(t, strings.Repeat("ü", 80), Short(strings.Repeat("ü", 80)))
	assert.Equal(t, strings.Repeat("ü", 80)+"…", Short(strings.Repeat("ü", 81)))
}
