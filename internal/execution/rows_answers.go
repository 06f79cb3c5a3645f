package execution

import "strings"

const (
	handlerPage  = "Function execution"
	responsePage = "Using Twilio.Response"
	cookiesPage  = "Headers and cookies in Functions"
	binaryBytes  = "\x00\x01\x02\xff\xfe"
	textType     = "text/plain; charset=utf-8"
	jsonType     = "application/json; charset=utf-8"
	xmlType      = "text/xml; charset=utf-8"
	htmlType     = "text/html; charset=utf-8"
	killsPeer    = "the server exits"
)

func callbacks() []Row {
	xml := func(inner string) string {
		return `<?xml version="1.0" encoding="UTF-8"?><Response>` + inner + `</Response>`
	}
	return under("The callback", []Row{
		{Says: "a string is text", Source: handlerPage, Path: "/answer?kind=string", Status: 200, Want: "text",
			Type: textType},
		{Says: "text is UTF-8", Source: handlerPage, Path: "/answer?kind=unicode", Status: 200,
			Want: "h\u00e9llo \U0001f600", Type: textType},
		{Says: "an object is JSON", Source: handlerPage, Path: "/answer?kind=object", Status: 200, Want: `{"a":1}`,
			Type: jsonType},
		{Says: "an array is JSON", Source: handlerPage, Path: "/answer?kind=array", Status: 200, Want: `[1,2]`,
			Type: jsonType},
		{Says: "a number is JSON", Source: handlerPage, Path: "/answer?kind=number", Status: 200, Want: `42`,
			Type: jsonType, Peer: killsPeer},
		{Says: "zero is JSON", Source: handlerPage, Path: "/answer?kind=zero", Status: 200, Want: `0`, Type: jsonType,
			Peer: killsPeer},
		{Says: "true is JSON", Source: handlerPage, Path: "/answer?kind=yes", Status: 200, Want: `true`,
			Type: jsonType},
		{Says: "false is JSON", Source: handlerPage, Path: "/answer?kind=no", Status: 200, Want: `false`,
			Type: jsonType},
		{Says: "a date is a JSON string", Source: handlerPage, Path: "/answer?kind=date", Status: 200,
			Want: `{"at":"1970-01-01T00:00:00.000Z"}`},
		{Says: "null is an empty body", Source: handlerPage, Path: "/answer?kind=null", Status: 200, Want: ""},
		{Says: "undefined is an empty body", Source: handlerPage, Path: "/answer?kind=undefined", Status: 200,
			Want: ""},
		{Says: "a Buffer is bytes", Source: "documented for Twilio.Response only", Choice: true,
			Path: "/answer?kind=buffer", Status: 200, Want: binaryBytes, Peer: `{"type":"Buffer",…}`},
		{Says: "TwiML of the global Twilio is XML", Source: handlerPage, Path: "/answer?kind=voice", Status: 200,
			Want: xml("<Say>hi</Say>"), Type: xmlType},
		{Says: "TwiML of require('twilio') is XML", Source: handlerPage, Path: "/answer?kind=required", Status: 200,
			Want: xml("<Message>hi</Message>"), Type: xmlType},
		{Says: "a value that JSON cannot represent is a 500 with the reason", Source: "not documented", Choice: true,
			Path: "/answer?kind=circular", Status: 500, Contains: []string{"circular"}},
		{Says: "a function or a symbol is a 200 without a body", Source: "not documented", Choice: true,
			Path: "/answer?kind=symbol", Status: 200},
		{Says: "an Error is a 500 with its name, message and stack in JSON", Source: handlerPage + "; observed",
			Path: "/error?kind=error", Status: 500, Type: jsonType,
			Contains: []string{`"name":"TypeError"`, `"message":"wrong"`, `"stack":"TypeError: wrong\n    at `},
			Logs:     []string{"ERROR TypeError: wrong"}},
		{Says: "a string is a 500 with the text", Source: handlerPage, Path: "/error?kind=string", Status: 500,
			Want: "plain words", Type: textType, Peer: "JSON of a NonError"},
		{Says: "an object is a 500 with its JSON", Source: handlerPage, Path: "/error?kind=object", Status: 500,
			Want: `{"code":20404,"message":"not here"}`, Peer: "its fields are lost"},
		{Says: "an empty string is an error", Source: handlerPage + ": anything but null and undefined",
			Path: "/error?kind=empty", Status: 500, Peer: "success"},
		{Says: "zero is an error", Source: handlerPage + ": anything but null and undefined", Path: "/error?kind=zero",
			Status: 500, Peer: "success"},
		{Says: "false is an error", Source: handlerPage + ": anything but null and undefined", Path: "/error?kind=no",
			Status: 500, Peer: "success"},
		{Says: "the first callback counts", Source: handlerPage, Path: "/twice", Status: 200, Want: "first",
			Peer: killsPeer},
		{Says: "an exception in the handler is a 500", Source: handlerPage, Path: "/throws", Status: 500,
			Contains: []string{`"message":"thrown"`}, Logs: []string{"ERROR RangeError: thrown"}},
		{Says: "a file without a handler is a 500", Source: handlerPage, Path: "/nohandler", Status: 500,
			Contains: []string{"handler"}},
		{Says: "requiring a package that is not installed is a 500", Source: "not documented", Choice: true,
			Path: "/missing", Status: 500, Contains: []string{"Cannot find module 'no-such-package'"}},
		{Says: "an exception while a file is loaded is a 500", Source: "not documented", Choice: true,
			Path:   "/atload",
			Status: 500, Contains: []string{"while it was loaded"}},
		{Says: "process.exit is a 502", Source: "only that it is a 5xx (82002)", Choice: true, Path: "/exits",
			Status: 502, Logs: []string{"ERROR /exits: process.exit(1)"}, Peer: "hangs"},
		{Says: "nothing that happens after the callback changes the response", Source: handlerPage, Test: "TestWorker_lateWork"},
	})
}

func promises() []Row {
	return under("Promises", []Row{
		{Says: "an async handler may use the callback", Source: handlerPage, Path: "/async?kind=callback", Status: 200,
			Want: "by callback"},
		{Says: "a returned value is the response (runtime handler 2.1.2, or node24)",
			Source: "async/await is supported; the form of the value is not documented", Choice: true,
			Path: "/async?kind=value", Status: 200, Want: `{"by":"promise"}`, Peer: "hangs"},
		{Says: "a rejected promise is a 500 (runtime handler 2.1.2, or node24)", Source: "Migrating to async/await",
			Path: "/async?kind=rejects", Status: 500, Contains: []string{`"message":"rejected"`}},
		{Says: "the callback takes precedence over the returned value", Source: "not documented", Choice: true, Path: "/async?kind=both",
			Status: 200, Want: "callback first"},
		{Says: "an unhandled rejection is a 500 (runtime handler 2.1.2, or node24)",
			Source: "not documented", Choice: true, Path: "/async?kind=floating", Status: 500,
			Contains: []string{"nobody waits"}},
		{Says: "an exception in a timer is a 500", Source: "not documented", Choice: true, Path: "/async?kind=timer",
			Status: 500, Contains: []string{"in a timer"}},
		{Says: "before 2.1.2 a rejected promise is logged, and the request times out",
			Source: "Migrating to async/await; UnhandledPromiseRejectionWarning", Test: "TestHandler_versions",
			Peer: "500 at once"},
	})
}

func responses() []Row {
	const secure = "; HttpOnly; Secure"
	return under("Twilio.Response", []Row{
		{Says: "has a status and a body", Source: responsePage, Path: "/response?kind=status", Status: 418,
			Want: "short and stout"},
		{Says: "writes an object as JSON", Source: responsePage, Path: "/response?kind=json", Status: 200,
			Want: `{"a":1}`, Type: jsonType},
		{Says: "sends JSON text unchanged", Source: responsePage, Path: "/response?kind=jsonText", Status: 200,
			Want: `{"a":1}`, Type: jsonType, Peer: "encodes it twice"},
		{Says: "sends the content type that is set", Source: responsePage, Path: "/response?kind=html", Status: 200,
			Want: "<p>", Type: htmlType},
		{Says: "text without a type is HTML", Source: "not documented; as the toolkit does", Choice: true,
			Path: "/response?kind=plain", Status: 200, Want: "no type", Type: htmlType},
		{Says: "an object without a type is JSON", Source: responsePage, Path: "/response?kind=bare", Status: 200,
			Want: `{"a":1}`, Type: jsonType},
		{Says: "is a 200 without a body when nothing is set", Source: responsePage, Path: "/response?kind=nothing",
			Status: 200},
		{Says: "may have no body", Source: responsePage, Path: "/response?kind=noContent", Status: 204},
		{Says: "redirects", Source: responsePage, Path: "/response?kind=redirect", Status: 302,
			Headers: [][2]string{{"Location", "/hello"}}},
		{Says: "sends a Buffer unchanged", Source: responsePage + ", audio/mpeg", Path: "/response?kind=buffer",
			Status: 200, Want: binaryBytes, Type: "audio/mpeg", Peer: `{"type":"Buffer",…}`},
		{Says: "has the length of its body, whatever Content-Length says", Source: "HTTP",
			Path:   "/response?kind=length",
			Status: 200, Want: "longer than three"},
		{Says: "appendHeader adds another value to a header", Source: responsePage, Path: "/response?kind=repeated",
			Status: 200, Headers: [][2]string{{"X-Many", "a"}, {"X-Many", "b"}}},
		{Says: "setHeaders replaces all headers", Source: responsePage, Path: "/response?kind=reset", Status: 200,
			Headers: [][2]string{{"X-New", "2"}}, Absent: []string{"X-Old"}},
		{Says: "a header cannot be an object", Source: responsePage, Path: "/response?kind=objectHeader", Status: 500,
			Contains: []string{"Header value cannot be an object"}},
		{Says: "sends the CORS headers that the Function sets", Source: faq, Path: "/response?kind=cors", Status: 200,
			Headers: [][2]string{{"Access-Control-Allow-Origin", "https://example.com"}}},
		{Says: "the constructor takes status, body and headers", Source: responsePage,
			Path:   "/response?kind=constructed",
			Status: 201, Want: "made", Headers: [][2]string{{"X-Made", "yes"}}},
		{Says: "cookies get HttpOnly and Secure (dev omits Secure, which needs HTTPS)",
			Source: cookiesPage, Path: "/response?kind=cookie", Status: 200,
			Headers: [][2]string{{"Set-Cookie", "name=value" + secure}}, Not: "dev", Peer: "as they are set"},
		{Says: "cookies keep their attributes except Domain", Source: cookiesPage,
			Path: "/response?kind=cookieAttributes", Status: 200,
			Headers: [][2]string{{"Set-Cookie", "name=value; HttpOnly; Secure; SameSite=Strict; Max-Age=3600; Path=/a"}},
			Peer:    "with Domain"},
		{Says: "a cookie for more than a day is a 400 (Max-Age)", Source: cookiesPage,
			Path:   "/response?kind=cookieLong",
			Status: 400, Contains: []string{"Cookies max-age cannot be greater than a day"}, Peer: "no such limit"},
		{Says: "a cookie for more than a day is a 400 (Expires)", Source: cookiesPage,
			Path: "/response?kind=cookieExpires", Status: 400,
			Contains: []string{"Cookies max-age cannot be greater than a day"}, Peer: "no such limit"},
		{Says: "there may be many cookies", Source: cookiesPage, Path: "/response?kind=cookies", Status: 200,
			Headers: [][2]string{{"Set-Cookie", "a=1" + secure}, {"Set-Cookie", "b=2" + secure}}, Not: "dev",
			Peer: "as they are set"},
		{Says: "removeCookie ends a cookie", Source: cookiesPage, Path: "/response?kind=removed", Status: 200,
			Headers: [][2]string{{"Set-Cookie", "name=; Max-Age=0" + secure}}, Not: "dev", Peer: "as they are set"},
		{Says: "a status that is not a number is a 500 with the reason", Source: "not documented", Choice: true,
			Path: "/response?kind=statusMissing", Status: 500, Contains: []string{"setStatusCode(undefined)"},
			Peer: killsPeer},
		{Says: "more than 90 headers are a 431", Source: limits, Path: "/response?kind=manyHeaders", Status: 431,
			Contains: []string{"Response headers or cookies too long"}, Peer: "no such limit"},
		{Says: "more than 15 kB of headers are a 431", Source: limits, Path: "/response?kind=longHeaders", Status: 431,
			Peer: "no such limit"},
		{Says: "a body may have 4 MB", Source: faq, Path: "/response?kind=most", Status: 200,
			Want: strings.Repeat("x", 4<<20)},
		{Says: "a body of more than 4 MB is a 502", Source: "the limit is documented, the status is not", Choice: true,
			Path: "/response?kind=tooMuch", Status: 502, Peer: "no such limit"},
	})
}
