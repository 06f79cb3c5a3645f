package serverless_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

func TestIsSID(t *testing.T) {
	t.Parallel()
	digits := "0123456789abcdefABCDEF0123456789"
	for _, tc := range []struct {
		name, sid, prefix string
		want              bool
	}{
		{"of its kind", "ZB" + digits, "ZB", true},
		{"of any kind", "NO" + digits, "", true},
		{"of another kind", "ZS" + digits, "ZB", false},
		{"lower case kind", "zb" + digits, "", false},
		{"empty", "", "", false},
		{"only the kind", "ZB", "ZB", false},
		{"a digit short", "ZB" + digits[1:], "ZB", false},
		{"a digit long", "ZB0" + digits, "ZB", false},
		{"no hexadecimal digit", "ZB" + strings.Repeat("g", 32), "ZB", false},
		{"line feed behind", "ZB" + digits[1:] + "\n", "ZB", false},
		{"multi-byte digits", "ZB" + strings.Repeat("é", 16), "ZB", false},
		{"digit in the kind", "Z0" + digits, "", false},
	} {
		assert.Equal(t, tc.want, serverless.IsSID(tc.sid, tc.prefix), tc.name)
	}
}
