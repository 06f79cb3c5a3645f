package control

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func (r *rig) replay(id uint64) *answer {
	return r.call("POST", fmt.Sprintf("requests/%d/replay", id), "")
}

func TestReplay(t *testing.T) {
	t.Parallel()
	const account, token = "AC11111111111111111111111111111111", "the-token-of-one"
	r := newRig(t, &emulator.Options{Accounts: []emulator.Account{{SID: account, AuthToken: token},
		{SID: emulator.TestAccountSID, AuthToken: emulator.TestAuthToken}}}, nil)
	send := func(user, password, method, path, body string) entry {
		req := r.request(method, path, body, "Content-Type", "application/x-www-form-urlencoded", "Cookie", "a=b")
		req.SetBasicAuth(user, password)
		r.serve(req)
		return r.last()
	}
	first := send(account, token, "POST", "/v1/Services", "UniqueName=a&FriendlyName=b")
	assert.Equal(t, 201, first.Status)
	a := r.replay(first.ID)
	assert.Equal(t, 200, a.status, a.raw)
	again := r.last()
	assert.Equal(t, []any{409, account, "CreateService", fmt.Sprintf("replay of %d", first.ID)},
		[]any{again.Status, again.Account, again.Operation, again.Origin}, "the name is taken: it was really sent")
	gone := send(account, token, "DELETE", "/v1/Services/a", "")
	assert.Equal(t, 204, gone.Status)
	assert.Equal(t, 200, r.replay(first.ID).status)
	assert.Equal(t, 201, r.last().Status)
	assert.Equal(t, 1, r.emu.Overview(1).Count)
	assert.Equal(t, account, r.emu.Overview(1).Services[0].AccountSID)

	r.must("PUT", "faults", `[{"operation":"ListService","kind":"reset","times":-1}]`)
	cut := send(account, token, "GET", "/v1/Services", "")
	assert.Equal(t, 200, r.replay(cut.ID).status)
	assert.Equal(t, []any{0, "reset"}, []any{r.last().Status, r.last().Fault}, "the page is told, not cut off")

	for name, id := range map[string]uint64{
		"refused credentials": send(account, "wrong", "GET", "/v1/Services", "").ID,
		"a secret in it":      send(account, token, "POST", "/v1/Services", "UniqueName="+token).ID,
		"too large": send(account, token, "POST", "/v1/Services",
			"FriendlyName="+strings.Repeat("x", maxKept)).ID,
	} {
		before := r.last().ID
		a := r.replay(id)
		assert.Equal(t, http.StatusConflict, a.status, "%s: %s", name, a.raw)
		assert.Equal(t, before, r.last().ID, name)
		assert.NotEmpty(t, r.detail(id, "").Exchange.Replay, name)
	}
	assert.Equal(t, 404, r.replay(999).status)
	assert.Equal(t, 400, r.call("POST", "requests/1/replay", `{"a":1}`).status)
}

// A deletion from the page is one by the API: its rules hold, and what is below goes too.
func TestDelete(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	environment, function, build := r.deployed()
	service := r.emu.Overview(1).Services[0].SID
	for _, sid := range []string{build, function} { // live, and in a build
		a := r.call("DELETE", "resources/"+sid, "")
		assert.Equal(t, http.StatusConflict, a.status, a.raw)
		assert.Equal(t, r.last().Error.Message, strings.TrimPrefix(a.json["error"].(map[string]any)["message"].(string),
			fmt.Sprintf("the API answered %d: ", r.last().Status)))
	}
	r.must("PUT", "faults", `[{"operation":"DeleteEnvironment","status":503}]`)
	a := r.call("DELETE", "resources/"+environment, "")
	assert.Contains(t, a.raw, "503")
	assert.Contains(t, a.raw, "planned fault")
	for _, sid := range []string{environment, build, function, service} {
		a := r.must("DELETE", "resources/"+sid, "")
		assert.Equal(t, "page", a.json["request"].(map[string]any)["origin"], sid)
		assert.Equal(t, 404, r.call("DELETE", "resources/"+sid, "").status, sid)
	}
	assert.Zero(t, r.emu.Overview(1).Count)
	for _, sid := range []string{"", "nobody", "ZS1/..", emulator.TestAccountSID} {
		assert.Equal(t, 404, r.call("DELETE", "resources/"+sid, "").status, sid)
	}
}
