package execution

import "strings"

const (
	flow       = "Understanding the request flow"
	visibility = "Understanding visibility of Functions and Assets"
	faq        = "Functions and Assets FAQ"
	limits     = "error 82008, Functions and Assets limits"
	eventPage  = "Understanding the event object"
	form       = "application/x-www-form-urlencoded"
)

func requests() []Row {
	const subject = "Requests"
	many := make([][2]string, 95)
	for i := range many {
		many[i] = [2]string{"X-" + strings.Repeat("a", i+1), "1"}
	}
	rows := []Row{
		{Says: "GET calls a Function", Source: flow, Path: "/hello", Status: 200, Want: "hello world",
			Type: "text/plain; charset=utf-8"},
		{Says: "POST calls a Function", Source: flow, Method: "POST", Path: "/hello", Status: 200, Want: "hello world"},
		{Says: "HEAD is answered as GET, without a body", Source: "HEAD is not mentioned", Choice: true, Method: "HEAD",
			Path: "/hello", Status: 200},
		{Says: "OPTIONS never reaches a Function, and allows everything", Source: faq + ", CORS", Method: "OPTIONS",
			Path: "/hello", Status: 200,
			Headers: [][2]string{{"Access-Control-Allow-Origin", "*"}, {"Access-Control-Allow-Headers", "*"},
				{"Access-Control-Allow-Methods", "GET, POST, OPTIONS"}},
			Peer: "204 with a list of headers"},
		{Says: "PUT is not supported: 405", Source: "only that it is not supported", Choice: true, Method: "PUT",
			Path: "/hello", Status: 405, Peer: "calls the Function"},
		{Says: "DELETE is not supported: 405", Source: "only that it is not supported", Choice: true, Method: "DELETE",
			Path: "/hello", Status: 405, Peer: "calls the Function"},
		{Says: "GET with a body is forbidden", Source: flow, Path: "/hello", Body: "a=1", Status: 403,
			Peer: "calls the Function"},
		{Says: "paths match exactly", Source: visibility, Path: "/hello/", Status: 404},
		{Says: "the case of paths counts", Source: visibility, Path: "/HELLO", Status: 404},
		{Says: "an unknown path is a 404", Source: visibility, Path: "/nothing", Status: 404},
		{Says: "a private Function has no URL: 404", Source: "not reachable; the status is not documented",
			Choice: true,
			Path:   "/lib/secret", Status: 404, Peer: "calls it"},
		{Says: "a private Asset has no URL: 404", Source: "not reachable; the status is not documented", Choice: true,
			Path: "/note.txt", Status: 404, Peer: "403"},
		{Says: "a protected Function needs a signature: 403", Source: visibility, Path: "/guarded", Status: 403,
			Peer: "calls it"},
		{Says: "a protected Asset needs a signature: 403", Source: visibility, Path: "/members.json", Status: 403,
			Peer: "serves it"},
		{Says: "a wrong signature counts as none", Source: visibility, Path: "/guarded",
			Header: [][2]string{{"X-Twilio-Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}}, Status: 403, Peer: "calls it"},
		{Says: "a signed GET calls a protected Function", Source: visibility, Path: "/guarded?a=1", Signed: true,
			Status: 200, Want: `{"guarded":true,"a":"1"}`},
		{Says: "a signed form calls a protected Function", Source: visibility, Method: "POST", Path: "/guarded",
			Body: "b=2&a=1", Header: [][2]string{{"Content-Type", form}}, Signed: true,
			Status: 200, Want: `{"guarded":true,"b":"2","a":"1"}`},
		{Says: "signed JSON calls a protected Function", Source: visibility + "; twilio-node, bodySHA256",
			Method: "POST",
			Path:   "/guarded", Body: `{"a":[1]}`,
			Header: [][2]string{{"Content-Type", "application/json"}}, Signed: true, Status: 200,
			Contains: []string{`"guarded":true`, `"a":[1]`}},
		{Says: "a signed request gets a protected Asset", Source: visibility, Path: "/members.json", Signed: true,
			Status: 200, Want: "{\"members\": []}\n"},
		{Says: "the root serves the public Asset /assets/index.html", Source: visibility + ", serving the root",
			Path:   "/",
			Status: 200, Want: "<h1>root</h1>\n"},
		{Says: "/index.html is an Asset like any other", Source: visibility, Path: "/index.html", Status: 200,
			Want: "<h1>index</h1>\n"},
		{Says: "Assets allow every origin that asks", Source: "observed in 2020", Choice: true, Path: "/style.css",
			Header: [][2]string{{"Origin", "https://a.example"}}, Status: 200,
			Headers: [][2]string{{"Access-Control-Allow-Origin", "*"}}, Peer: "no such header"},
		{Says: "no origin is allowed for Functions", Source: faq + ", CORS", Path: "/hello", Status: 200,
			Absent: []string{"Access-Control-Allow-Origin"}},
		{Says: "a request of more than 1 MB is a 413", Source: "the limit is documented, the status is not",
			Choice: true,
			Method: "POST", Path: "/hello", Body: strings.Repeat("x", 1<<20), Status: 413, Peer: "takes 6 MB"},
		{Says: "more than 90 headers are a 431", Source: limits, Path: "/hello", Header: many, Status: 431,
			Contains: []string{"Request headers or cookies too long"}, Peer: "no such limit"},
		{Says: "more than 15 kB of headers are a 431", Source: limits, Path: "/hello",
			Header: [][2]string{{"X-Long", strings.Repeat("x", 15<<10)}}, Status: 431, Peer: "16 kB"},
		{Says: "an answer has ten seconds: 504", Source: "Function execution", Path: "/silent", Status: 504,
			Want: "Gateway Timeout: runtime application timed out\n", Slow: true,
			Logs: []string{"INFO I never answer", "ERROR runtime application timed out"}, Peer: "waits for ever"},
		{Says: "of 31 invocations at once one is refused: 429", Source: faq, Test: "TestPool_growsAndRefuses",
			Peer: "no such limit"},
	}
	return under(subject, rows)
}

func events() []Row {
	const subject = "The event"
	asForm := [][2]string{{"Content-Type", form}}
	asJSON := [][2]string{{"Content-Type", "application/json"}}
	return under(subject, []Row{
		{Says: "has the parameters of the query", Source: eventPage, Path: "/event?a=1&b=x%20y+z", Status: 200,
			Want: `{"a":"1","b":"x y z"}`},
		{Says: "has the fields of a form", Source: eventPage, Method: "POST", Path: "/event", Body: "a=1&b=%C3%A9",
			Header: asForm, Status: 200, Want: `{"a":"1","b":"é"}`},
		{Says: "has the properties of a JSON object", Source: eventPage, Method: "POST", Path: "/event",
			Body: `{"a":{"b":[1,null]}}`, Header: asJSON, Status: 200, Want: `{"a":{"b":[1,null]}}`},
		{Says: "prefers the body to the query", Source: eventPage, Method: "POST", Path: "/event?a=query&b=query",
			Body: "a=form", Header: asForm, Status: 200, Want: `{"a":"form","b":"query"}`},
		{Says: "has an array for a parameter that is repeated", Source: "observed", Path: "/event?a=1&a=2", Status: 200,
			Want: `{"a":["1","2"]}`},
		{Says: "has an array for a field that is repeated", Source: "observed", Method: "POST", Path: "/event",
			Body: "a=1&a=2", Header: asForm, Status: 200, Want: `{"a":["1","2"]}`},
		{Says: "expands brackets in a query", Source: "not documented; as the toolkit does", Choice: true,
			Path: "/event?a[b]=1&c[]=2&c[]=3&d%5Be%5D=4", Status: 200,
			Want: `{"a":{"b":"1"},"c":["2","3"],"d":{"e":"4"}}`},
		{Says: "keeps a percent sign that is not an escape", Source: "not documented; as the toolkit does",
			Choice: true,
			Path:   "/event?a=%zz+%20&b=1", Status: 200, Want: `{"a":"%zz %20","b":"1"}`},
		{Says: "accepts parameters named like built-in properties, such as __proto__",
			Source: "not documented; as the toolkit does",
			Choice: true, Path: "/event?constructor=1&toString=2", Status: 200,
			Want: `{"constructor":"1","toString":"2"}`},
		{Says: "does not expand brackets in a form", Source: "not documented; as the toolkit does", Choice: true,
			Method: "POST", Path: "/event", Body: "a%5Bb%5D=1", Header: asForm, Status: 200, Want: `{"a[b]":"1"}`},
		{Says: "ignores a body of another type", Source: eventPage, Method: "POST", Path: "/event?a=1",
			Body: "b=2", Header: [][2]string{{"Content-Type", "text/plain"}}, Status: 200, Want: `{"a":"1"}`},
		{Says: "is empty for an empty JSON body", Source: "not documented; as the toolkit does", Choice: true,
			Method: "POST", Path: "/event", Header: asJSON, Status: 200, Want: `{}`},
		{Says: "invalid JSON is a 400", Source: "not documented; as the toolkit does", Choice: true,
			Method: "POST", Path: "/event", Body: `{"a":`, Header: asJSON, Status: 400},
		{Says: "a body compressed with gzip or deflate is decompressed", Source: "not documented; as the toolkit does",
			Choice: true, Method: "POST", Path: "/event",
			Body: "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x52\x2a\x4a\x2d\x2e" +
				"\xcd\x29\x51\xaa\x05\x00\x9d\x87\x6e\x39\x0e\x00\x00\x00",
			Header: append([][2]string{{"Content-Encoding", "gzip"}}, asJSON...), Status: 200, Want: `{"a":"result"}`},
		{Says: "a body compressed in another way is a 415", Source: "not documented; as the toolkit does",
			Choice: true, Method: "POST", Path: "/event", Body: "a=1",
			Header: append([][2]string{{"Content-Encoding", "zstd"}}, asForm...), Status: 415},
		{Says: "a form or JSON in a charset other than UTF-8 is a 415", Source: "not documented; as the toolkit does",
			Choice: true, Method: "POST", Path: "/event", Body: "a=1",
			Header: [][2]string{{"Content-Type", "application/x-www-form-urlencoded; charset=iso-8859-1"}},
			Status: 415},
		{Says: "event.request.headers has lower-case names, and an array for a repeated header",
			Source: eventPage,
			Path:   "/headers",
			Header: [][2]string{{"X-Custom", "a"}, {"X-Twice", "1"}, {"X-Twice", "2"}}, Status: 200,
			Contains: []string{`"x-custom":"a"`, `"x-twice":["1","2"]`}},
		{Says: "event.request.headers leaves out headers of the connection and of proxies", Source: eventPage,
			Path: "/headers",
			Header: [][2]string{{"Referer", "hidden"}, {"Via", "hidden"}, {"X-Forwarded-For", "hidden"},
				{"X-Real-Ip", "hidden"}, {"X-Accel-Test", "hidden"}, {"X-Kept", "yes"}},
			Status: 200, Contains: []string{`"x-kept":"yes"`, "!hidden", `!"host"`}, Peer: "has host"},
		{Says: "event.request.cookies keeps the case of names, and the first of two cookies with one name",
			Source: eventPage,
			Path:   "/cookies",
			Header: [][2]string{{"Cookie", "Aa=1; b=x%20y; Aa=2"}},
			Status: 200, Want: `{"Aa":"1","b":"x y"}`},
		{Says: "there is no event.request before version 1.2.0 of the runtime handler", Source: eventPage,
			Test: "TestHandler_versions"},
	})
}

func under(subject string, rows []Row) []Row {
	for i := range rows {
		rows[i].Subject = subject
	}
	return rows
}
