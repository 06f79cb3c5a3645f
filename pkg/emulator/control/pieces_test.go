package control

import (
	"bytes"
	"mime/multipart"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

// varied is a text of some length that does not repeat itself.
func varied(length int) string {
	var b strings.Builder
	for i := 0; b.Len() < length; i++ {
		b.WriteString(strconv.Itoa(i) + ",")
	}
	return b.String()[:length]
}

// The same content uploaded many times is kept once, though each upload has a boundary of its own.
func TestPieces_equalUploads(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	service := "/v1/Services/" + r.create("/v1/Services", "UniqueName", "s", "FriendlyName", "s")
	asset := service + "/Assets/" + r.create(service+"/Assets", "FriendlyName", "a")
	for range 50 {
		var body bytes.Buffer
		w := multipart.NewWriter(&body)
		require.NoError(t, w.WriteField("Path", "/a.txt"))
		require.NoError(t, w.WriteField("Visibility", "public"))
		part, err := w.CreateFormFile("Content", "a.txt")
		require.NoError(t, err)
		_, err = part.Write([]byte(varied(200 << 10)))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		req := r.request("POST", asset+"/Versions", body.String(),
			"Content-Type", w.FormDataContentType())
		req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
		r.serve(req)
	}
	// what is new in each: the first piece, the last one and the answer
	assert.Less(t, r.control.journal.pieces.size(), 200<<10+50*(2*pieceSize+1<<10))
	got := r.detail(r.last().ID, "").Exchange.Request.Fields
	require.Len(t, got, 3)
	assert.Equal(t, varied(200<<10), got[2].File.Text)
}

// Bodies that are let go leave those that share pieces with them whole.
func TestPieces_letGo(t *testing.T) {
	t.Parallel()
	p := newPieces()
	one, other := []byte(varied(3*pieceSize+7)), []byte(varied(2*pieceSize)+"another end")
	a, b, c := p.keep(one), p.keep(other), p.keep(one)
	kept := p.size()
	assert.Less(t, kept, len(one)+len(other))
	p.letGo(a)
	assert.Equal(t, kept, p.size())
	p.letGo(c)
	assert.Equal(t, other, join(b))
	assert.Less(t, p.size(), kept)
	p.letGo(b)
	assert.Zero(t, p.size())
	assert.Empty(t, p.all)
	assert.Nil(t, join(p.keep(nil)))
}

// A hash that two pieces have in common mixes up nothing.
func TestPieces_sameHash(t *testing.T) {
	t.Parallel()
	p := newPieces()
	first := p.keep([]byte("one text"))
	first[0].bytes = []byte("altered!") // under the hash of the text
	second := p.keep([]byte("one text"))
	assert.Equal(t, "altered!", string(join(first)))
	assert.Equal(t, "one text", string(join(second)))
	p.letGo(second)
	p.letGo(first)
	assert.Zero(t, p.size())
	assert.Empty(t, p.all)
}

// The auth token is hidden also where a body was cut in two.
func TestPieces_tokenOverTheEdge(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	for _, before := range []int{pieceSize - 1, pieceSize - 20, pieceSize - len(emulator.TestAuthToken)} {
		name := "FriendlyName="
		req := r.request("POST", "/v1/Services", name+strings.Repeat("x", before-len(name))+emulator.TestAuthToken,
			"Content-Type", "application/x-www-form-urlencoded")
		req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
		r.serve(req)
		got := r.detail(r.last().ID, "?values=show").Exchange.Request.Body.Text
		assert.Equal(t, name+strings.Repeat("x", before-len(name))+hiddenText, got, before)
	}
}
