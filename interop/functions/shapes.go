package functions

import (
	"bytes"
	"compress/gzip"
	"strings"
	"time"
)

// shape is a way in which people write Functions or call them.
type shape struct {
	method, path, body string
	header             []string // names and values
	status             int      // 0: 200
	want               string   // part of the body
	peer               string   // what twilio-run does instead, and who is right
	patience           time.Duration
}

// title has no slash, so that -run can choose one.
func (s *shape) title() string {
	body := s.body
	if len(body) > 30 {
		body = body[:30]
	}
	words := []string{s.method, s.path, strings.ToValidUTF8(body, "?"), strings.Join(s.header, " ")}
	return strings.ReplaceAll(strings.TrimSpace(strings.Join(words, " ")), "/", ".")
}

const (
	ownWords = "other words; production's are not documented"
	verbs    = "calls the Function; ours is right, the verb is not supported"
)

func posted(path, kind, body, want string) shape {
	return shape{method: "POST", path: path, header: []string{"Content-Type", kind}, body: body, want: want}
}

// shapes are about the code of a Function, then about requests.
func shapes() []shape { return append(codeShapes(), requestShapes()...) }

func codeShapes() []shape {
	return []shape{
		{path: "/express-like", want: `{"home":true}`},
		{path: "/express-like?route=/none", status: 404, want: `no route GET /none`},
		{method: "POST", path: "/express-like", header: []string{"Content-Type", json}, status: 201,
			body: `{"route":"/items","method":"POST","name":"tea"}`, want: `{"id":7,"name":"tea"}`},
		{path: "/module-exports?name=Ann", want: `{"name":"Ann"}`},
		{path: "/arrow-async?name=Ann", want: "waited for Ann"},
		{path: "/class-handler", want: "Hello, you: you"},
		{path: "/generators?to=4", want: "[2,4,6,8]"},
		{path: "/async-iterator", want: "A-B-C"},
		{path: "/thrown-string", status: 500, want: "just a string",
			peer: "JSON of a NonError; ours is right, the text is the payload"},
		{path: "/thrown-object", status: 500, want: "42",
			peer: "the fields are lost; ours is right, the object is the payload"},
		{path: "/rejected-object", status: 500, want: "with fields"},
		{path: "/custom-error", status: 500, want: `"name":"OrderError"`},
		{path: "/error-cause", status: 500, want: "cannot read the order"},
		{path: "/try-finally", want: `{"tidy":`},
		{path: "/promise-chain?n=4", want: `{"n":8}`},
		{path: "/promise-chain?n=x", status: 500, want: `"name":"RangeError"`},
		{path: "/emitter", want: `["emitted",7]`},
		{path: "/timers-left", want: "answered"},
		{path: "/process-env", want: `"same":true`},
		{path: "/dirname", want: `"asset":"leek","opened":"leek"`},
		{path: "/assets-list", want: `"names":["/data/menu.json"]`},
		{path: "/functions-list", want: `{"some":[true,true,true],"four":4}`},
		{path: "/call-other", want: `{"name":"from /call-other"}`},
		{path: "/nested/deep/er", want: `{"path":"/nested/deep/er"}`},
		{path: "/esm-import", want: `{"chunk":[[1,2],[3]],"soup":"leek","md5":"0cc175b9c0f1b6a831c399e269772661"}`},
		{path: "/node-builtins", want: `"unzipped":"squeezed"`},
		{path: "/sync-client", want: `"account":"ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"`},
		posted("/twiml-voice", form, "From=%2B15550100", `You are +15550100 &lt;caller&gt;`),
		posted("/twiml-messaging", form, "Body=%C3%A9+%26", "é &amp; — ünïcödé \U0001f600"),
		{path: "/twiml-response", want: "<Say>hi</Say>"},
		{path: "/response-chain", status: 202, want: "accepted"},
		{path: "/json-charset", want: `{"text":"Grüße 日本語"}`},
		{path: "/problem-json", status: 409, want: `"title":"taken"`},
		{path: "/csv", want: `1,"Ann, B"`},
		{path: "/big-json", want: `"name":"row 4999"`},
		{path: "/redirect", status: 302},
		{path: "/redirect?status=301&to=https://example.com/%3Fa%3Db%26c", status: 301},
		{path: "/redirect?status=307&to=/hello", status: 307},
		{path: "/bigint", status: 500, want: "BigInt"},
		{path: "/special-values", want: `"nan":null`},
		{path: "/null-proto", want: `{"a":1}`},
		{path: "/frozen?b=2", want: `"added":"yes"`},
		{path: "/state", want: "true"},
		{path: "/late-log", want: "logged"},
		{path: "/recursion", want: "RangeError"},
		{path: "/circular", status: 500, want: "circular"},
		{path: "/plain.txt", want: "plain"},
		{path: "/bytes.bin", want: "\x00\x01\xff"},
		{path: "/dots.v1.2", want: "/dots.v1.2"},
		{path: "/more/empty-string"},
		{path: "/more/response-number", want: `{"list":[1,"two",null]}`},
		{path: "/more/response-number?kind=bool", want: "true"},
		{path: "/more/response-array", want: `[{"a":1},{"a":2}]`},
		{path: "/more/header-number", want: "ok"},
		{path: "/more/not-modified", status: 304},
		{path: "/more/status-string", status: 201, want: `{"ok":true}`},
		{path: "/more/xml", want: "<a>ü</a>"},
		{path: "/more/charset-given", want: "<p>ü</p>"},
		{path: "/more/to-json", want: `{"price":"12.50","at":"1970-01-02T00:00:00.000Z"}`},
		{path: "/more/string-object", want: `{"already":"text"}`},
		{path: "/more/nested-callback", want: `{"soup":"leek"}`},
		{path: "/more/temp-file", want: "kept"},
		{path: "/more/optional-require", want: `{"fallback":"MODULE_NOT_FOUND"}`},
		{path: "/more/missing-handler", status: 500, want: "handler"},
		{path: "/more/throws-on-load", status: 500, want: "at load"},
		{path: "/more/error-null-message", status: 500, want: `"name":"Error"`},
		{path: "/more/async-throws-after-await", status: 500, want: `"name":"TypeError"`},
		posted("/more/signature", form, "a=1", `{"ok":false}`),
		{path: "/more/getters?a=b", want: `{"computed":"b!"}`},
		{path: "/more/tagged?name=%3Ci%3E", want: "<b>&#60;i&#62;</b>"},
		{path: "/more/private-fields", want: `{"n":2,"label":"counted"}`},
		posted("/more/map-set", json, `{"text":"b a b"}`, `{"a":1,"b":2}`),
		{path: "/more/fetch-fails", want: `{"name":"TypeError"`},
		{path: "/more/abort", want: "TimeoutError"},
		{path: "/more/worker-thread", want: `{"n":42}`},
		{path: "/more/child", want: "42"},
		{path: "/more/console-table", want: "printed"},
		{path: "/more/globals", want: `"function"`},
		{path: "/hello/", status: 404, want: "Not Found", peer: ownWords},
		{path: "//hello", status: 404, want: "Not Found", peer: ownWords},
		{path: "/hello.js", status: 404, want: "Not Found", peer: ownWords},
		{path: "/nested/../hello", status: 404, want: "Not Found", peer: ownWords},
	}
}

const multipart = "multipart/form-data; boundary=x"

func requestShapes() []shape {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(`{"a":"unpacked"}`))
	_ = w.Close()
	long := strings.Repeat("x", 900_000)
	return []shape{
		posted("/echo", form, "a%5B%5D=1&a%5B%5D=2", `{"a[]":["1","2"]}`),
		posted("/echo", form, "a.b=1&c%5Bd%5D%5Be%5D=2", `"c[d][e]":"2"`),
		posted("/echo?a=query&b=query", form, "a=body", `"a":"body"`),
		posted("/echo?a=query", json, `{"a":null,"b":false}`, `{"a":null,"b":false}`),
		posted("/echo", form, "a=1=2&b&=c&d=%26%3D%2B+", `"a":"1=2"`),
		posted("/echo", form, "a=%E2%82%AC&b=%F0%9F%98%80", `{"a":"€","b":"😀"}`),
		posted("/echo", form, "a=%zz&b=%", ""),
		posted("/echo", form+"; charset=utf-8", "a=%C3%A9", `{"a":"é"}`),
		posted("/echo", json+"; charset=utf-8", `{"a":"é"}`, `{"a":"é"}`),
		posted("/echo", "application/vnd.api+json", `{"a":1}`, ""),
		posted("/echo", "APPLICATION/JSON", `{"a":1}`, `{"a":1}`),
		posted("/echo", json, ``, `{}`),
		posted("/echo", json, `{}`, `{}`),
		posted("/echo", json, `[1,2]`, ""),
		posted("/echo", json, `{"__proto__":{"x":1},"constructor":2,"a":1}`, `"a":1`),
		posted("/echo", json, `{"a":{"b":[{"c":null}]},"n":1e21,"big":12345678901234567890}`, `"n":1e+21`),
		posted("/echo", "text/plain", "a=1", "{}"),
		posted("/echo", "", "a=1", "{}"),
		posted("/echo", multipart, "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n", "{}"),
		posted("/size", form, "text="+long, `{"length":900000}`),
		posted("/size", json, `{"text":"`+long+`"}`, `{"length":900000}`),
		{method: "POST", path: "/echo", status: 400, header: []string{"Content-Type", json}, body: `{"a":`,
			want: "Bad Request", peer: "a page with the stack of the server; " + ownWords},
		{method: "POST", path: "/echo", header: []string{"Content-Type", json, "Content-Encoding", "gzip"},
			body: packed.String(), want: `{"a":"unpacked"}`},
		{method: "POST", path: "/echo", status: 415, header: []string{"Content-Type", form, "Content-Encoding", "zstd"},
			body: "a=1", peer: ownWords},
		{method: "POST", path: "/echo", status: 400, header: []string{"Content-Type", json, "Content-Encoding", "gzip"},
			body: "{}", peer: ownWords},
		{method: "POST", path: "/echo", status: 415, header: []string{"Content-Type", form + "; charset=iso-8859-1"},
			body: "a=\xe9", peer: ownWords},
		{method: "POST", path: "/echo", header: []string{"Content-Type", json + "; charset=utf-16le"},
			body: "{\x00\"\x00a\x00\"\x00:\x001\x00}\x00", want: `{"a":1}`},
		{path: "/echo?a=1&a=2&a=3", want: `{"a":["1","2","3"]}`},
		{path: "/echo?a%5B%5D=1&a%5B%5D=2", want: `"a":["1","2"]`},
		{path: "/echo?a[b][c]=1&a[b][d]=2", want: `{"a":{"b":{"c":"1","d":"2"}}}`},
		{path: "/echo?empty=&flag&n=01", want: `"n":"01"`},
		{path: "/echo?a=b+c%20d%2Be", want: `{"a":"b c d+e"}`},
		{path: "/echo?q=%E6%97%A5%E6%9C%AC", want: `{"q":"日本"}`},
		{path: "/echo?url=https%3A%2F%2Fx.example%2F%3Fa%3D1%26b%3D2", want: `{"url":"https://x.example/?a=1&b=2"}`},
		{path: "/echo?a;b=1", want: "a"},
		{path: "/echo?request=mine", want: ""},
		{path: "/header-case", header: []string{"X-MiXeD-CaSe", "Value", "X-Twice", "1", "X-Twice", "2",
			"Accept-Language", "de"}, want: `"lower":"Value"`},
		{path: "/cookies-read", header: []string{"Cookie", "a=1=2; b=\"q\"; c=%20; A=3; a=4; d"}, want: `"a":"1=2"`},
		{method: "HEAD", path: "/hello"},
		{method: "PUT", path: "/echo", body: "a=1", header: []string{"Content-Type", form}, status: 405, peer: verbs},
		{method: "PATCH", path: "/echo", body: "{}", header: []string{"Content-Type", json}, status: 405, peer: verbs},
		{method: "DELETE", path: "/hello", status: 405, peer: verbs},
		{method: "OPTIONS", path: "/hello", peer: "204 with a list of headers; ours is as the FAQ on CORS says"},
		posted("/method", form, "z=1&a=2", `["a","request","z"]`),
	}
}
