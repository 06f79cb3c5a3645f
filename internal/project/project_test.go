package project

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func write(t *testing.T, file, content string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
	require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
}

func TestLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, ".env"), "ZULU=z\nACCOUNT_SID="+testAccount+
		"\nAUTH_TOKEN=word\nEMPTY=\nALPHA='a b'\nTWILIO_X=1\nBLANK=\"\"\n")
	write(t, filepath.Join(dir, "functions", "a.js"), "content")

	p, err := Load(dir, nil)
	require.NoError(t, err)
	assert.Equal(t, dir, p.Dir)
	assert.Equal(t, filepath.Join(dir, ".env"), p.EnvFile)
	assert.Equal(t, []Variable{{"ALPHA", "a b"}, {"TWILIO_X", "1"}, {"ZULU", "z"}}, p.Variables)
	assert.Equal(t, []string{"BLANK", "EMPTY"}, p.Skipped)

	data, err := fs.ReadFile(p.FS, "functions/a.js")
	require.NoError(t, err)
	assert.Equal(t, "content", string(data))

	c, err := FindCredentials(env(), p)
	require.NoError(t, err)
	assert.Equal(t, testAccount, c.AccountSID)
	assert.Equal(t, "word", c.Password)
}

func TestLoad_withoutEnvFile(t *testing.T) {
	t.Parallel()
	p, err := Load(t.TempDir(), nil)
	require.NoError(t, err)
	assert.Empty(t, p.EnvFile)
	assert.Empty(t, p.Variables)
	_, err = FindCredentials(env(), p)
	assert.ErrorIs(t, err, ErrNoCredentials)
}

func TestLoad_namedEnvFile(t *testing.T) {
	t.Parallel()
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "staging.env")
	write(t, filepath.Join(dir, ".env"), "A=default")
	write(t, file, "A=staging")
	p, err := Load(dir, &Options{EnvFile: file})
	require.NoError(t, err)
	assert.Equal(t, []Variable{{"A", "staging"}}, p.Variables)
	assert.Equal(t, file, p.EnvFile)

	missing := filepath.Join(dir, "missing.env")
	_, err = Load(dir, &Options{EnvFile: missing})
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.ErrorContains(t, err, "env file "+missing+": ")
}

func TestLoad_directory(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing")
	_, err := Load(missing, nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.ErrorContains(t, err, "project directory "+missing+" does not exist")

	write(t, missing, "now a file")
	_, err = Load(missing, nil)
	assert.EqualError(t, err, "project directory "+missing+" is not a directory; give the folder of the project")
}

func TestLoad_limitsOfVariables(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, ".env")
	longKey := strings.Repeat("K", 128)
	// The limit counts bytes: 225 two-byte characters fill it.
	write(t, file, longKey+"=x\nVALUE="+strings.Repeat("é", 225))
	p, err := Load(dir, nil)
	require.NoError(t, err)
	assert.Len(t, p.Variables, 2)

	write(t, file, longKey+"K=x\nVALUE="+strings.Repeat("é", 225)+"x\nFINE=1")
	_, err = Load(dir, nil)
	require.Error(t, err)
	assert.ErrorContains(t, err, "the name of the Variable "+longKey+"K has 129 characters, the limit is 128")
	assert.ErrorContains(t, err, "the value of the Variable VALUE has 451 bytes, the limit is 450")
	assert.NotContains(t, err.Error(), "é")
}

func TestLoad_brokenEnvFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, ".env"), "A=1\nB=\"tomato\n")
	_, err := Load(dir, nil)
	require.ErrorContains(t, err, filepath.Join(dir, ".env")+": line 2 cannot be read")
	assert.NotContains(t, err.Error(), "tomato")
}
