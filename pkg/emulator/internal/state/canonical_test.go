package state

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// read of a record that was written as records are gives the same as encoding/json, and of a text
// that is another nothing.
func TestCanonical_read(t *testing.T) {
	t.Parallel()
	read := 0
	for _, k := range kinds() {
		r := k.blank()
		fill(t, reflect.ValueOf(r).Elem(), "record")
		text, err := json.Marshal(r)
		require.NoError(t, err)
		c := &canonical{}
		got := k.blank()
		if !c.read(text, got) {
			continue
		}
		read++
		assert.Equal(t, r, got, k.name)
		assert.True(t, c.read(text, got), "twice")
		for i := range text {
			assert.False(t, c.read(text[:i], k.blank()), "%s", text[:i])
		}
		for _, other := range []string{
			" " + string(text), string(text) + " ", strings.Replace(string(text), `"seq":`, `"seq":0`, 1),
			strings.Replace(string(text), `"seq":`, `"seq":-`, 1),
			strings.Replace(string(text), `"sid":"`, `"sid":"\n`, 1),
			strings.Replace(string(text), `"sid":"`, `"sid":"ü`, 1),
			strings.Replace(string(text), `"created":"2`, `"created":"x`, 1),
			strings.Replace(string(text), `"sid":"`, `"sid":"\u0041`, 1),
			strings.Replace(string(text), `}`, `,"more":1}`, 1),
			strings.NewReplacer(`"created":"2026-03-01T12:00:00.000000005Z"`, `"created":""`).Replace(string(text)),
		} {
			assert.False(t, c.read([]byte(other), k.blank()), "%s", other)
		}
	}
	assert.Equal(t, 5, read, "resources, versions, Variables, Logs and Deployments")
}

// FuzzCanonical compares with encoding/json: whatever is read is what that reads.
func FuzzCanonical(f *testing.F) {
	var all []*kind
	for _, k := range kinds() {
		r := k.blank()
		fill(&testing.T{}, reflect.ValueOf(r).Elem(), "record")
		text, err := json.Marshal(r)
		require.NoError(f, err)
		all = append(all, k)
		f.Add(len(all)-1, text)
	}
	f.Fuzz(func(t *testing.T, i int, text []byte) {
		k := all[uint(i)%uint(len(all))]
		got, want := k.blank(), k.blank()
		if (&canonical{}).read(text, got) {
			d := &valueDecoder{}
			d.decoder = json.NewDecoder(&d.source)
			d.decoder.DisallowUnknownFields()
			require.True(t, d.decode(text, want), "%s", text)
			require.Equal(t, want, got, "%s", text)
		}
	})
}
