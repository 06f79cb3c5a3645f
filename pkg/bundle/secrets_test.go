package bundle

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Made-up credentials, put together here so that no scanner takes this file for a leak.
var (
	aSID    = "AC" + strings.Repeat("a", 32)
	aKey    = "SK" + strings.Repeat("b", 32)
	aToken  = strings.Repeat("c", 32)
	aSecret = strings.Repeat("Ab3x", 8)
)

func problemsOf(t *testing.T, err error) []Problem {
	var found *Error
	require.ErrorAs(t, err, &found)
	return found.Problems
}

func TestCheckSecrets_found(t *testing.T) {
	t.Parallel()
	word := func(n int) string { return strings.Repeat("Z9", n/2) }
	for content, want := range map[string]string{
		"sid = " + aSID + "\n\ntoken = " + aToken: "assets/x.txt:3: looks like an Auth Token of Twilio beside its " +
			"Account SID",
		`{"token": "` + aToken + `", "sid": "` + aSID +
			`"}`: "assets/x.txt:1: looks like an Auth Token of Twilio beside its Account SID",
		aToken + "\n\n\n" + aSID: "assets/x.txt:1: looks like an Auth Token of Twilio beside its " +
			"Account SID",
		"\n\n{\n authToken: '" + aToken + "'\n}": "assets/x.txt:4: looks like an Auth Token of Twilio",
		"export AUTH_TOKEN=" + aToken:            "assets/x.txt:1: looks like an Auth Token of Twilio",
		"key: " + aKey + "\r\nsecret: " + aSecret +
			"\r\n": "assets/x.txt:2: looks like the secret of an API key of Twilio beside its SID",
		"\n-----BEGIN RSA " + "PRIVATE KEY-----\n":                 "assets/x.txt:2: looks like a private key",
		`{"private_key": "-----BEGIN ` + `PRIVATE KEY-----\nMII"}`: "assets/x.txt:1: looks like a private key",
		"-----BEGIN PGP " + "PRIVATE KEY BLOCK-----":               "assets/x.txt:1: looks like a private key",
		"AKIA" + word(16): "assets/x.txt:1: looks like an access key of AWS",
		"//npm.example.com/:_auth" + "Token=" + word(20): "assets/x.txt:1: looks like a token of an npm registry",
		"npm_" + word(36):                 "assets/x.txt:1: looks like a token of an npm registry",
		"ghp_" + word(36):                 "assets/x.txt:1: looks like a token of GitHub",
		"SG." + word(22) + "." + word(44): "assets/x.txt:1: looks like an API key of SendGrid",
		"xoxb-" + word(30):                "assets/x.txt:1: looks like a token of Slack",
		"sk_" + "live_" + word(24):        "assets/x.txt:1: looks like a live key of Stripe",
		// across two pieces of one line
		strings.Repeat("x ", scanBuffer/2-8) + "npm_" +
			word(36): "assets/x.txt:1: looks like a token of an npm registry",
		strings.Repeat("x ", scanBuffer) + "\n" + strings.Repeat("y ", scanBuffer) + "\nnpm_" +
			word(36): "assets/x.txt:3: looks like a token of an npm registry",
	} {
		tree := fstest.MapFS{"assets/x.txt": text(content)}
		b, err := Read(tree, nil)
		require.NoError(t, err)
		err = b.CheckSecrets(nil)
		if !assert.ErrorContains(t, err, want, "%.80q", content) {
			continue
		}
		assert.Len(t, problemsOf(t, err), 1, "%v", err)
		for _, secret := range []string{aSID, aKey, aToken, aSecret, word(16)} {
			assert.NotContains(t, err.Error(), secret)
		}
	}
}

func TestCheckSecrets_others(t *testing.T) {
	t.Parallel()
	for _, content := range []string{
		"", aSID, aKey, aToken, aSecret, "md5 " + aToken + "\n\n\n\n\n" + aSID, // a SID or a digest alone is no secret
		aSID + "\n" + "ZS" + aToken, aKey + "\n" + strings.Repeat("d", 32), // the SID of a Service; no random word
		"auth_token: ${TOKEN}", "//registry.example.com/:_auth" + "Token=${NPM_TOKEN}", "-----BEGIN PUBLIC KEY-----",
		"-----BEGIN CERTIFICATE-----",
		"AKIA is where keys begin", "ghp_", "a PRIVATE KEY", "auth_token_" + aToken[:20],
		"\x00 binary " + "AKIA" + strings.Repeat("A", 16),
	} {
		b, err := Read(fstest.MapFS{"assets/x.txt": text(content)}, nil)
		require.NoError(t, err)
		assert.NoError(t, b.CheckSecrets(nil), "%q", content)
	}
}

// Functions and private Assets are not published; a private Asset is where a credential belongs.
func TestCheckSecrets_where(t *testing.T) {
	t.Parallel()
	secret := text("AKIA" + strings.Repeat("A", 16))
	b, err := Read(fstest.MapFS{
		"functions/a.js": secret, "assets/a.private.txt": secret, "assets/b.protected.txt": secret,
		"assets/c.txt": secret, "assets/d.txt": secret,
	}, nil)
	require.NoError(t, err)
	err = b.CheckSecrets([]string{"assets/d.txt"})
	require.Error(t, err)
	var sources []string
	for _, p := range problemsOf(t, err) {
		sources = append(sources, p.Source)
	}
	assert.Equal(t, []string{"assets/b.protected.txt:1", "assets/c.txt:1"}, sources)
	assert.NoError(t, b.CheckSecrets([]string{"assets/b.protected.txt", "assets/c.txt", "assets/d.txt"}))
	assert.ErrorContains(t, b.CheckSecrets([]string{"c.txt"}),
		"c.txt: is allowed to hold a secret but is no Asset of the project")
}

func TestCheckSecrets_unreadable(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{"assets/x.txt": text("x")}
	b, err := Read(tree, nil)
	require.NoError(t, err)
	delete(tree, "assets/x.txt")
	assert.ErrorContains(t, b.CheckSecrets(nil), "assets/x.txt: cannot be read: ")
}

// Whatever surrounds a key, it is found, in the line where it stands; what is in the file is never
// part of the message.
func FuzzCheckSecrets(f *testing.F) {
	f.Add("", "")
	f.Add("{\n\"key\": \"", "\"}")
	f.Add(strings.Repeat("long ", scanBuffer/5-2), "")
	key := "AKIA" + strings.Repeat("Q", 16)
	f.Fuzz(func(t *testing.T, before, after string) {
		b, err := Read(fstest.MapFS{"assets/x.txt": text(before + " " + key + " " + after)}, nil)
		require.NoError(t, err)
		err = b.CheckSecrets(nil)
		if strings.Contains((before + key + after)[:min(len(before+key+after), binaryHead)], "\x00") {
			t.Skip("perhaps binary")
		}
		require.Error(t, err)
		require.NotContains(t, err.Error(), key)
		if !strings.Contains(err.Error(), "AWS") {
			require.GreaterOrEqual(t, len(problemsOf(t, err)), scanReports, "only when there were others before it")
		}
	})
}

// The fast search finds what the plain one finds, in the same lines.
func FuzzSecrets_sameAsPlain(f *testing.F) {
	word := strings.Repeat("Z9", 30)
	for _, s := range []string{
		aSID + " " + aToken, aKey + "\n\n" + aSecret, "authToken: '" + aToken + "'", "AUTH_TO\u212aEN=" + aToken,
		"x_" + aToken,
		"MSG." + word[:22] + "." + word[:44], "-SG." + word[:22] + "." + word[:44], "rk_live_" + word[:16],
		"xk_live_" + word[:20],
		"AKIAAKIA" + word[:16], "xAKIA" + word[:16], "AKIA" + word[:17], "npm_npm_" + word[:36],
		"gh" + "p_" + word[:36] + "_",
		"_authToken  = \"" + word[:9], "-----BEGIN  PRIVATE KEY-----", "github_pat_" + word[:36],
		"xoxb-" + strings.Repeat("a-", 12),
		strings.ToUpper(aToken) + " token=" + aToken, strings.Repeat("a", 70000) + " " + aSID + aToken + " " + aToken +
			"\n" + aSID,
	} {
		f.Add(s, s)
		f.Add("\n"+s, "\n"+s+"\r\n")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		// What a fuzzer cannot guess is put between what it can.
		for _, s := range []string{a + b, a + aSID + b + aToken, a + aKey + b + aSecret,
			a + "ghp_" + strings.Repeat("Z9", 18) + b} {
			file := File{Source: "x", fsys: fstest.MapFS{"x": text(s)}}
			want, err := oracleSecrets(file)
			require.NoError(t, err)
			got, err := file.secrets()
			require.NoError(t, err)
			require.Equal(t, want, got, "%q", s)
		}
	})
}

// Text as people write it, and as tools make it: long lines of short names.
func BenchmarkCheckSecrets(b *testing.B) {
	for name, line := range map[string]string{
		"prose":    "a line of text as it stands in most files, with words and 123 numbers\n",
		"minified": `function n(e,t){var i=e.getElementsByTagName(t);return MSG.length>0?ghost(i,16):"0x1f"}`,
		"digests":  `"node_modules/a.js":"` + strings.Repeat("0a", 16) + `",`,
	} {
		b.Run(name, func(b *testing.B) {
			content := strings.Repeat(line, (16<<20)/len(line))
			tree := fstest.MapFS{}
			for i := range 4 {
				tree[fmt.Sprintf("assets/%d.txt", i)] = text(content)
			}
			bundle, err := Read(tree, nil)
			require.NoError(b, err)
			b.SetBytes(int64(4 * len(content)))
			for b.Loop() {
				require.NoError(b, bundle.CheckSecrets(nil))
			}
		})
	}
}
