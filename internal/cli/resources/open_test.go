package resources

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBrowser(t *testing.T) {
	t.Parallel()
	for system, want := range map[string]string{
		"linux": "xdg-open https://a", "freebsd": "xdg-open https://a", "darwin": "open https://a",
		"windows": "rundll32 url.dll,FileProtocolHandler https://a",
	} {
		name, args := browser(system, "https://a")
		assert.Equal(t, want, name+" "+strings.Join(args, " "))
	}
}
