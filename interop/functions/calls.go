// Package functions runs Functions as people write them, and the whole contract of package execution, on this project's
// dev and on `twilio-run start`, and compares the answers.
package functions

// A call is a request that both answer alike.
type call struct {
	path, body, contentType string
	header                  [][2]string
	post                    bool
	want                    string // part of the body, so that two equal mistakes are noticed
	status                  int    // 0: 200
}

const (
	form = "application/x-www-form-urlencoded"
	json = "application/json"
)

// calls go to the Functions of project. UPSTREAM stands for the address of a server that Functions call.
func calls() []call {
	return []call{
		{path: "/voice/menu", post: true, body: "CallSid=CA1&From=%2B1555", contentType: form,
			want: `<Gather numDigits="1" action="/voice/choice"><Say>For sales`},
		{path: "/voice/choice?Digits=1", want: "<Dial>+15550100</Dial>"},
		{path: "/voice/choice", post: true, body: "Digits=2", contentType: form,
			want: `<Say voice="alice" language="en-GB">Support</Say>`},
		{path: "/voice/choice", post: true, body: "Digits=9", contentType: form, want: "Sorry, I don't understand."},
		{path: "/voice/record", want: `transcribeCallback="https://example.com/done"`},
		{path: "/voice/conference", post: true, body: "From=%2B15550100", contentType: form,
			want: `startConferenceOnEnter="true">Room &lt;1&gt;<`},
		{path: "/voice/queue", want: `<Enqueue waitUrl="/voice/wait">support</Enqueue>`},
		{path: "/voice/text", want: "<Say>as text</Say>"},
		{path: "/sms/reply", post: true, body: "Body=Hi+%F0%9F%98%80+%26+bye", contentType: form,
			want: "You said: Hi \U0001f600 &amp; bye"},
		{path: "/sms/reply", post: true, body: "Body=HELP", contentType: form, want: "Say HOURS or STOP"},
		{path: "/sms/media", post: true, body: "NumMedia=2&MediaContentType0=image%2Fpng", contentType: form,
			want: "<Body>2 files: image/png</Body><Media>"},
		{path: "/sms/keywords", post: true, body: "Body=+Hours", contentType: form, want: "9 to 5"},
		{path: "/sms/keywords", post: true, body: "Body=what", contentType: form, want: "Try hours or where"},
		{path: "/sms/conversation", header: [][2]string{{"Cookie", "count=4"}}, want: "Message 5"},
		{path: "/api/echo?a=1&b[]=x&b[]=y&c[d]=z", want: `"c":{"d":"z"}`},
		{path: "/api/echo?a=1", post: true, body: `{"a":{"deep":[true,null,1.5]}}`, contentType: json,
			want: `{"a":{"deep":[true,null,1.5]}}`},
		{path: "/api/echo", post: true, body: "a=1&a=2&b%5Bc%5D=3&empty=", contentType: form,
			want: `{"a":["1","2"],"b[c]":"3","empty":""}`},
		{path: "/api/order", post: true, body: `{"items":[{"name":"tea","count":2},{"name":"coffee","count":1}]}`,
			contentType: json, want: `{"total":8}`},
		{path: "/api/order", post: true, body: `{}`, contentType: json, status: 422,
			want: `{"error":"items are missing"}`},
		{path: "/api/basic", status: 401, want: "Authentication required"},
		{path: "/api/basic", header: [][2]string{{"Authorization", "Basic dXNlcjpsZXQgbWUgaW4="}}, want: "welcome"},
		{path: "/api/cors", want: `{"ok":true}`},
		{path: "/api/redirect?to=/api/date", status: 303},
		{path: "/api/phrases?language=de", want: "Hallo"},
		{path: "/api/phrases?language=xx", want: "Hello"},
		{path: "/api/people", want: `[{"id":"1","name":"Ann"},{"id":"2","name":"Bob"}]`},
		{path: "/api/mail?name=%3CAnn%3E", want: "<p>Dear &lt;Ann&gt;, your code is 1234.</p>"},
		{path: "/api/token?identity=ann", want: `"identity":"ann"`},
		{path: "/api/access?identity=ann", want: `"outgoing":{"application_sid":"AP1"}`},
		{path: "/api/date?at=2024-02-28", want: "2024-02-29"},
		{path: "/api/uuid", want: "-"},
		{path: "/api/fetch?upstream=UPSTREAM", want: `{"status":200,"data":{"ok":true}}`},
		{path: "/api/retry?upstream=UPSTREAM&key=KEY", want: `{"attempt":3,"data":"at last"}`},
		{path: "/api/upstream-error?upstream=UPSTREAM", status: 404, want: `{"upstream":404}`},
		{path: "/api/stream?upstream=UPSTREAM", want: `{"bytes":1000000}`},
		{path: "/api/parallel", want: `["a","b","c"]`},
		{path: "/api/hash?text=abc", want: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{path: "/api/zip?text=squeezed", want: "squeezed"},
		{path: "/api/search?q=a+b&page=2&tags=x&tags=y", want: `{"q":"a b","page":2,"tags":["x","y"]}`},
		{path: "/api/search", want: `{"q":"","page":1,"tags":[]}`},
		{path: "/api/validate", post: true, body: "name=Ann", contentType: form, status: 400,
			want: `{"problems":["email"]}`},
		{path: "/api/validate", post: true, body: "name=Ann&email=a%40b.c", contentType: form,
			want: `{"accepted":"a@b.c"}`},
		{path: "/api/throws", status: 500, want: `"name":"SyntaxError"`},
		{path: "/api/callback-error", status: 500, want: `"message":"the order does not exist"`},
		{path: "/api/headers", header: [][2]string{{"User-Agent", "test/1"}, {"X-Request-Id", "7"}, {"Accept", "*/*"}},
			want: `{"agent":"test/1","id":"7","accept":"*/*"}`},
		{path: "/api/session", header: [][2]string{{"Cookie", "session=a%20b; other=1"}},
			want: `{"known":true,"session":"a b"}`},
		{path: "/api/numbers", post: true, body: `{"From":"+1 (555) 01-00","text":"a\ud83d\ude00"}`, contentType: json,
			want: `{"phone":"+15550100","length":2}`},
		{path: "/api/classes", want: `{"total":5,"items":[{"name":"tea","price":2},{"name":"cake","price":3}]}`},
		{path: "/api/webhook", post: true, body: "a=1", contentType: form, want: `{"valid":false}`},
		{path: "/api/client", want: `{"account":"ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","list":"function"}`},
		{path: "/api/html?name=%3Cscript%3E", want: "<h1>&#60;script&#62;</h1>"},
		{path: "/api/nocontent", status: 204},
		{path: "/api/intl", want: `"price":"1.234,50`},
		{path: "/site.css", want: "h1 { color: red }"},
	}
}
