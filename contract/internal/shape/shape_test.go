package shape

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSID(t *testing.T) {
	t.Parallel()
	digits := strings.Repeat("0aF9", 8)
	assert.NoError(t, SID("ZS")("ZS"+digits))
	for _, wrong := range []any{
		nil, 7, "", "ZS", digits, "ZH" + digits, "zs" + digits, "ZS" + digits[1:], "ZS" + digits + "0", "ZS" +
			digits + "\n",
		"ZSg" + digits[1:], "xZS" + digits, "ZS" + strings.Repeat("٣", 16),
	} {
		assert.ErrorContains(t, SID("ZS")(wrong), "a SID ZS and 32 hexadecimal digits", "%q", wrong)
	}
}
