package control

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator"
)

func TestAccounts(t *testing.T) {
	t.Parallel()
	const one, two = "AC11111111111111111111111111111111", "AC22222222222222222222222222222222"
	r := newRig(t, nil, nil)
	assert.JSONEq(t, `{"version":1,"accounts":[{"sid":"AC00000000000000000000000000000000","accepted":true,"service_count":0}],`+
		`"open":true,"test":"AC00000000000000000000000000000000"}`, r.must("GET", "accounts", "").raw)
	r.create("/v1/Services", "UniqueName", "a", "FriendlyName", "b")
	var dump strings.Builder
	require.NoError(t, r.emu.Dump(&dump))

	r = newRig(t, &emulator.Options{Accounts: []emulator.Account{{SID: two, AuthToken: "t"}, {SID: one, AuthToken: "u",
		Keys: map[string]string{"SK11111111111111111111111111111111": "v"}}}}, &Options{Accounts: "--account"})
	require.NoError(t, r.emu.Restore(strings.NewReader(dump.String())))
	assert.JSONEq(t, `{"version":1,"accounts":[{"sid":"AC00000000000000000000000000000000","accepted":false,"service_count":1},`+
		`{"sid":"`+one+`","accepted":true,"service_count":0},{"sid":"`+two+`","accepted":true,"service_count":0}],`+
		`"open":false,"test":"AC00000000000000000000000000000000","from":"--account"}`,
		r.must("GET", "accounts", "").raw)
	a := r.call("DELETE", "resources/"+r.emu.Overview(1).Services[0].SID, "")
	assert.Equal(t, 409, a.status, a.raw)
	assert.Equal(t, "account", a.json["error"].(map[string]any)["thing"])
}

// What a Service owns is listed, also what no Build has, and can be deleted unless a Build has it.
func TestFiles(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	_, function, _ := r.deployed()
	service := r.emu.Overview(1).Services[0].SID
	asset := r.create("/v1/Services/"+service+"/Assets", "FriendlyName", "left over")
	type owned struct {
		Count int
		Files []struct {
			SID, Kind string
			Name      string `json:"friendly_name"`
			Versions  int    `json:"version_count"`
			Built     bool
		}
	}
	got := into[owned](r, "files/"+service)
	require.Len(t, got.Files, got.Count)
	byName := map[string]int{}
	for i, f := range got.Files {
		byName[f.SID] = i
	}
	require.Contains(t, byName, function)
	require.Contains(t, byName, asset)
	live, left := got.Files[byName[function]], got.Files[byName[asset]]
	assert.Equal(t, []any{"function", true, 1}, []any{live.Kind, live.Built, live.Versions})
	assert.Equal(t, []any{"asset", false, 0, "left over"}, []any{left.Kind, left.Built, left.Versions, left.Name})
	cut := into[owned](r, "files/"+service+"?limit=1")
	assert.Len(t, cut.Files, 1)
	assert.Equal(t, got.Count, cut.Count)
	assert.Equal(t, 409, r.call("DELETE", "resources/"+function, "").status)
	r.must("DELETE", "resources/"+asset, "")
	assert.Equal(t, got.Count-1, into[owned](r, "files/"+service).Count)
	assert.Equal(t, 404, r.call("GET", "files/ZS1", "").status)
	assert.Equal(t, 400, r.call("GET", "files/"+service+"?limit=x", "").status)
}

func TestLogs_list(t *testing.T) {
	t.Parallel()
	r := newRig(t, &emulator.Options{SeedLogs: 3}, nil)
	environment, function, build := r.deployed()
	type logs struct {
		Logs []struct {
			Level, Message, Path string
			FunctionSID          string `json:"function_sid"`
			BuildSID             string `json:"build_sid"`
		}
	}
	got := into[logs](r, "logs/"+environment).Logs
	require.Len(t, got, 3)
	assert.Equal(t, []string{"ERROR", "WARN", "INFO"}, []string{got[0].Level, got[1].Level, got[2].Level},
		"the newest first")
	assert.Equal(t, []string{"/hello", function, build}, []string{got[0].Path, got[0].FunctionSID, got[0].BuildSID})
	assert.Len(t, into[logs](r, "logs/"+environment+"?limit=2").Logs, 2)
	assert.Equal(t, 404, r.call("GET", "logs/ZE1", "").status)
	assert.Equal(t, 400, r.call("GET", "logs/"+environment+"?limit=x", "").status)
}

// A content is text or nothing, and never more than its bound.
func TestContent(t *testing.T) {
	t.Parallel()
	r := newRig(t, nil, nil)
	service := "/v1/Services/" + r.create("/v1/Services", "UniqueName", "shop", "FriendlyName", "b")
	asset := service + "/Assets/" + r.create(service+"/Assets", "FriendlyName", "a")
	for content, want := range map[string]detailBody{
		"<script>": {Type: "text/html", Bytes: 8, Text: "<script>"},
		"\x00\x01": {Type: "text/html", Bytes: 2, Note: "it is no text"},
		"\xff\xfe": {Type: "text/html", Bytes: 2, Note: "it is no text"},
		"x" + strings.Repeat("ü", maxPreview/2): {Type: "text/html", Bytes: maxPreview + 1,
			Text: "x" + strings.Repeat("ü", maxPreview/2-1), Note: "only its first 65536 bytes are here"},
	} {
		body := "--b\r\nContent-Disposition: form-data; name=\"Path\"\r\n\r\n/a\r\n--b\r\nContent-Disposition: " +
			"form-data; name=\"Visibility\"\r\n\r\npublic\r\n" +
			"--b\r\nContent-Disposition: form-data; name=\"Content\"; filename=\"f\"\r\nContent-Type: " +
			"text/html\r\n\r\n" + content + "\r\n--b--\r\n"
		req := r.request("POST", asset+"/Versions", body, "Content-Type", "multipart/form-data; boundary=b")
		req.SetBasicAuth(emulator.TestAccountSID, emulator.TestAuthToken)
		a := r.serve(req)
		require.Equal(t, 201, a.status, a.raw)
		got := into[struct {
			Kind, Path  string
			ContentType string `json:"content_type"`
			Content     detailBody
		}](r, "contents/"+a.json["sid"].(string))
		assert.Equal(t, want, got.Content, "%.20q", content)
		assert.Equal(t, []string{"asset", "/a", "text/html"}, []string{got.Kind, got.Path, got.ContentType})
	}
	assert.Equal(t, 404, r.call("GET", "contents/ZN1", "").status)
}
