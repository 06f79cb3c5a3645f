package plainjson_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/internal/plainjson"
)

func TestInCase(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"sid":"a","SID":null}`:                `{"sid":"a"}`,
		`{"sid":"a","S\u0069d" : 1e400}`:        `{"sid":"a"}`,
		`{"rows":[{"ſid":1,"sid":"b"}]}`:        `{"rows":[{"sid":"b"}]}`,
		`{"\u212aey":1,"key":"k"}`:              `{"key":"k"}`,
		`{"links":{"Self":"u"},"Links":{}}`:     `{"links":{"Self":"u"}}`,
		`{"moreInfo":"u"}`:                      `{"moreInfo":"u"}`,
		`{"friendly_name":"A","n":"B: \"C\":"}`: `{"friendly_name":"A","n":"B: \"C\":"}`,
		`[{"é":1}]`:                             `[{"é":1}]`,
		`{"sid":"A`:                             `{"sid":"A`,
		`{"A`:                                   `{"A`,
		`{"A\`:                                  `{"A\`,
		`{"page":0.0,"Page":1}`:                 `{"page":0.0}`,
		`{"a":12345678901234567890123,"B":1}`:   `{"a":12345678901234567890123}`,
		`{"details":{"Field":"x"},"params":{"Path":"/"}}`: `{"details":{"Field":"x"},"params":{"Path":"/"}}`,
		``: ``,
	} {
		assert.Equal(t, want, string(plainjson.InCase([]byte(in))), in)
	}
}

// What encoding/json makes of a name is the reason for all of this.
func TestInCase_keepsWhatWasSaid(t *testing.T) {
	t.Parallel()
	body := []byte(`{"sid":"ZS1","SID":null,"Sid":"another","ſid":"a third"}`)
	var o struct {
		SID string `json:"sid"`
	}
	require.NoError(t, json.Unmarshal(body, &o))
	require.NotEqual(t, "ZS1", o.SID)
	o.SID = ""
	require.NoError(t, json.Unmarshal(plainjson.InCase(body), &o))
	assert.Equal(t, "ZS1", o.SID)
}

func BenchmarkInCase(b *testing.B) {
	one := `{"sid":"ZS00000000000000000000000000000000","friendly_name":"A Name","url":"https://h/v1/Services/ZS0"}`
	body := []byte("[" + one + "," + one + "," + one + "]")
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		plainjson.InCase(body)
	}
}
