package redact

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/gen/operations"
)

func TestCredentials(t *testing.T) {
	t.Parallel()
	assert.Empty(t, Credentials(http.Header{}))
	r := http.Request{Header: http.Header{}}
	r.SetBasicAuth("AC1", "hunter22")
	r.Header.Add("Authorization", "Bearer abc")
	found := Credentials(r.Header)
	assert.Subset(t, found, []string{"hunter22", base64.StdEncoding.EncodeToString([]byte("AC1:hunter22")), "abc"})
	assert.NotContains(t, found, "AC1")
}

func TestName(t *testing.T) {
	t.Parallel()
	for _, shown := range []string{"FriendlyName", "Versions[0][sid]", "X-Content-Type-Options", "_a", "a[]"} {
		assert.Equal(t, shown, Name(shown))
	}
	for _, hidden := range []string{
		"", "with a space", strings.Repeat("x", 100), "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d",
		"ghp_aB3daB3daB3daB3d", "a=b", "a\n", "8c0f0e2a4d", "name[8c0f0e2a]",
	} {
		assert.Regexp(t, `^\(a name of \d+ bytes\)$`, Name(hidden), hidden)
	}
}

func TestQuoted(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `bad [x] and "[x]"`, Quoted("bad pa\"ss and \"pa\\\"ss\"", "[x]", `pa"ss`, "a", ""))
}

func TestQuery(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "Page=1&token=x", Query("token=secret&Page=1", "x"))
	assert.Equal(t, "(malformed)", Query("a=%z", "x"))
	assert.Empty(t, Query("", "x"))
}

func TestNamed(t *testing.T) {
	t.Parallel()
	for name, hidden := range map[string]bool{"X-Auth-Key": true, "Set-Cookie": true, "X-Twilio-Signature": true,
		"ApiKey": true, "api_key": true, "private-key": true, "Accept": false} {
		assert.Equal(t, hidden, Named(name, "v") != "v", name)
	}
}

func TestFakeSIDs(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"AC", "SK"} {
		own := kind + strings.Repeat("0F", 16)
		assert.Equal(t, "x"+kind+strings.Repeat("a", 32)+"y", FakeSIDs("x"+own+"y"))
		assert.NotContains(t, cutSIDs("of "+own+"."), own)
	}
	other := "ZS" + strings.Repeat("0f", 16)
	assert.Equal(t, other, FakeSIDs(other))
}

// What may be shown follows from the contract for every operation, parameter and property, so that
// a new one needs no line in this package.
func TestKnown_followsTheContract(t *testing.T) {
	t.Parallel()
	private := NewRecording(RecordingOptions{Private: true})
	for _, op := range operations.All() {
		address := "https://" + op.Host + ".twilio.com" + op.Example()
		assert.Equal(t, address, private.Address(address), op.ID)
		for _, p := range op.Query {
			for _, value := range p.Enum {
				assert.True(t, queryPlain(p.Name, value), "%s %s=%s", op.ID, p.Name, value)
			}
			assert.False(t, queryPlain(p.Name, "a secret"), "%s %s", op.ID, p.Name)
			assert.Equal(t, p.Name+"=1", Query(p.Name+"=1", "x"))
		}
	}
	for name, schema := range operations.Schemas() {
		for _, p := range schema.Properties {
			place := name + "." + p.Name
			assert.False(t, p.Personal && known().open[p.Name], place)
			assert.False(t, known().open[p.Name] && open(p.Name, "Ann's Shop"), place)
			if strings.HasSuffix(p.Pattern, "{32}$") {
				assert.False(t, open(p.Name, "anns-shop"), place)
				assert.True(t, open(p.Name, "ZS"+strings.Repeat("0", 32)), place)
			}
			if p.Personal && p.Type == "string" {
				form, ok := private.Form(url.Values{p.Name: {"Ann's Shop"}}.Encode())
				assert.True(t, ok && strings.HasSuffix(form, "="+Redacted), "%s: %s", place, form)
			}
		}
	}
	for _, name := range []string{"content", "message", "friendly_name", "Value", "Key", "details", "nonsense"} {
		assert.False(t, open(name, "x"), name)
	}
}
