package cli

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func TestPlanTable_narrow(t *testing.T) {
	t.Parallel()
	var table planTable
	build := "ZB" + strings.Repeat("0", 31) + "1"
	table.add(deployer.ActionKeep, "service", "hello", "ZS"+strings.Repeat("0", 32))
	table.add(deployer.ActionCreate, "asset", "/images/products/summer/a-very-long-name-of-a-picture-1.png", "public, 300.0 kB")
	table.add(deployer.ActionCreate, "asset", "/images/products/summer/a-very-long-name-of-a-picture-2.png", "public, 300.0 kB")
	table.add(deployer.ActionRemove, "function", "/"+strings.Repeat("é", 254), "public, no longer served")
	table.add(deployer.ActionCreate, "deployment", "to dev-environment", "replaces "+build)
	for columns, want := range map[int]string{
		60: "+ asset        /images/prod…picture-1.png  public, 300.0 kB\n",
		80: "+ deployment   to dev-environment   replaces " + build + "\n",
	} {
		var b bytes.Buffer
		require.NoError(t, table.write(&paintable{Writer: &b, columns: func() int { return columns }}))
		t.Logf("%d columns:\n%s", columns, &b)
		for line := range strings.Lines(b.String()) {
			assert.Less(t, utf8.RuneCountInString(line), columns+1, "%d columns and the line end: %s", columns, line)
		}
		assert.Contains(t, b.String(), want, columns)
	}
	var b bytes.Buffer
	require.NoError(t, table.write(&b))
	assert.Contains(t, b.String(), "a-very-long-name-of-a-picture-2.png  public, 300.0 kB\n", "a file keeps whole names")
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		columns    int
		text, want string
	}{
		{0, "no terminal, no wrapping", "no terminal, no wrapping"},
		{12, "one two three", "one two\n  three"},
		{14, "one two three", "one two three"},
		{12, "one two\nthree four", "one two\nthree four"},
		{8, "aaaaaaaaaaaaaaa bb c", "aaaaaaaaaaaaaaa\n  bb c"},
	} {
		w := &paintable{Writer: io.Discard, columns: func() int { return c.columns }}
		assert.Equal(t, c.want, wrap(w, c.text), "%d columns", c.columns)
	}
}
