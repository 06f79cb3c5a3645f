package project

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestExampleKeys(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	p := &Project{Dir: dir}
	file, keys := p.ExampleKeys()
	assert.Empty(t, file)
	assert.Empty(t, keys)
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".env.example"),
		[]byte("# what it needs\nACCOUNT_SID=\nAUTH_TOKEN=xxxxx\nMY_NUMBER=+1555 # yours\nAPI_TOKEN=\n"), 0o600))
	file, keys = p.ExampleKeys()
	assert.Equal(t, ".env.example", file)
	assert.Equal(t, []string{"API_TOKEN", "MY_NUMBER"}, keys)
}

// A value that is cut at a comment is named: the dotenv of twilio-run would upload all of the line.
func TestLoad_commented(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".env"), []byte(`PROMPT=Enter your code, then press the # key
TTL=21600 #60*60*6
export LEVEL = 3	# tab
QUOTED="press # now"
SINGLE='a # b' # comment
CHANNEL=#general
HASH=a#b
# WHOLE=line #x
EMPTY= # nothing
`), 0o600))
	p, err := Load(dir, nil)
	require.NoError(t, err)
	assert.Equal(t, []string{"LEVEL", "PROMPT", "TTL"}, p.Commented)
	values := map[string]string{}
	for _, v := range p.Variables {
		values[v.Key] = v.Value
	}
	for key, want := range map[string]string{
		"PROMPT": "Enter your code, then press the", "TTL": "21600", "LEVEL": "3", "QUOTED": "press # now",
		"SINGLE": "a # b", "HASH": "a#b",
	} {
		assert.Equal(t, want, values[key], key)
	}
	assert.Equal(t, 8, p.Assignments)
}
