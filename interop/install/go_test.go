package install

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/module"
	modzip "golang.org/x/mod/zip"
)

const modulePath = "github.com/twilio-serverless/twilio-serverless-go"

// With only Go and an empty module cache: README's line that installs, and README's line that deploys without an
// account. The build cache is that of this machine: it is keyed by what is compiled, so it shows nothing but saves the
// compilation that the release has done already, with the flags that are here.
func TestGo(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	require.NoError(t, err)
	line := func(pattern string) []string {
		found := regexp.MustCompile(`(?m)^` + pattern + `$`).FindString(string(readme))
		require.NotEmpty(t, found, "README has no line like %s", pattern)
		return strings.Fields(found)
	}
	m := newMachine(t, "go")
	goEnv := func(key string) string {
		out, err := exec.Command("go", "env", key).Output()
		require.NoError(t, err)
		return strings.TrimSpace(string(out))
	}
	m.env = append(m.env, "GOPROXY=file://"+moduleProxy(t)+","+goEnv("GOPROXY"), "GONOSUMDB="+modulePath,
		"GOFLAGS=-modcacherw -trimpath -gcflags=all=-dwarf=false",
		"GOCACHE="+goEnv("GOCACHE"), "GOTOOLCHAIN=local", "CGO_ENABLED=0",
		"SSL_CERT_FILE="+os.Getenv("SSL_CERT_FILE"))
	m.run("", line(`go install \S+@latest`)...)
	m.env[1] += string(filepath.ListSeparator) + filepath.Join(m.home, "go", "bin")
	assert.Contains(t, m.run("", "twilio-serverless", "version"), version)
	m.project("shop")
	assert.Regexp(t, `shop-\d+-dev\.twil\.io`, m.run("shop", line(`twilio-serverless deploy --emulated -y`)...))
}

// moduleProxy writes this module as a proxy serves it, and returns the folder.
func moduleProxy(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	at := filepath.Join(dir, modulePath, "@v")
	require.NoError(t, os.MkdirAll(at, 0o700))
	out, err := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	require.NoError(t, err)
	copied := t.TempDir()
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		body, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // removed, and not yet committed
		}
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(copied, name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(copied, name), body, 0o600))
	}
	packed, err := os.Create(filepath.Join(at, version+".zip"))
	require.NoError(t, err)
	require.NoError(t, modzip.CreateFromDir(packed, module.Version{Path: modulePath, Version: version}, copied))
	require.NoError(t, packed.Close())
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	for name, body := range map[string]string{
		"list": version + "\n", version + ".mod": string(gomod),
		version + ".info": `{"Version": "` + version + `", "Time": "2030-01-02T03:04:05Z"}`,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(at, name), []byte(body), 0o600))
	}
	return dir
}
