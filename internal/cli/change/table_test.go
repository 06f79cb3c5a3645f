package change

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/cli/terminal"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/deployer"
)

func TestPlanTable_longNamesDoNotMoveOthers(t *testing.T) {
	t.Parallel()
	var table Table
	long := "/" + strings.Repeat("x", maxNameColumn)
	table.Add(deployer.ActionCreate, "function", "/é", "one")
	table.Add(deployer.ActionRemove, "asset", "/four", "two")
	table.Add("", "", long, "three")
	var b strings.Builder
	require.NoError(t, table.Write(&b))
	assert.Equal(t, "+ function     /é     one\n- asset        /four  two\n               "+long+"  three\n",
		b.String())
}

func TestPlanTable_narrow(t *testing.T) {
	t.Parallel()
	var table Table
	build := "ZB" + strings.Repeat("0", 31) + "1"
	table.Add(deployer.ActionKeep, "service", "hello", "ZS"+strings.Repeat("0", 32))
	table.Add(deployer.ActionCreate, "asset", "/images/products/summer/a-very-long-name-of-a-picture-1.png",
		"public, 300.0 kB")
	table.Add(deployer.ActionCreate, "asset", "/images/products/summer/a-very-long-name-of-a-picture-2.png",
		"public, 300.0 kB")
	table.Add(deployer.ActionRemove, "function", "/"+strings.Repeat("é", 254), "public, no longer served")
	table.Add(deployer.ActionCreate, "deployment", "to dev-environment", "replaces "+build)
	for columns, want := range map[int]string{
		60: "+ asset        /images/prod…picture-1.png  public, 300.0 kB\n",
		80: "+ deployment   to dev-environment   replaces " + build + "\n",
	} {
		var b bytes.Buffer
		require.NoError(t, table.Write(&terminal.Writer{Writer: &b, Columns: func() int { return columns }}))
		t.Logf("%d columns:\n%s", columns, &b)
		for line := range strings.Lines(b.String()) {
			assert.Less(t, utf8.RuneCountInString(line), columns+1, "%d columns and the line end: %s", columns, line)
		}
		assert.Contains(t, b.String(), want, columns)
	}
	var b bytes.Buffer
	require.NoError(t, table.Write(&b))
	assert.Contains(t, b.String(), "a-very-long-name-of-a-picture-2.png  public, 300.0 kB\n",
		"a file keeps whole names")
}
