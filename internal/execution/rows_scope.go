package execution

const (
	contextPage = "Understanding the context object"
	runtimePage = "Runtime client"
)

func scope() []Row {
	return under("Context, globals and modules", []Row{
		{Says: "the context has the Variables as text", Source: contextPage, Path: "/context", Status: 200,
			Contains: []string{`"GREETING":"hi"`, `"NUMBER":"42"`}},
		{Says: "the context has DOMAIN_NAME, PATH, SERVICE_SID and ENVIRONMENT_SID", Source: contextPage,
			Path: "/context", Status: 200,
			Contains: []string{`"PATH":"/context"`, `"DOMAIN_NAME":"`, `"SERVICE_SID":"ZS`, `"ENVIRONMENT_SID":"ZE`},
			Peer:     "the two SIDs are undefined"},
		{Says: "getTwilioClient is a function of the context", Source: contextPage, Path: "/context", Status: 200,
			Contains: []string{`"client":"function"`}},
		{Says: "a Variable overrides a built-in property of the context", Source: "Environment variables",
			Test: "TestContext"},
		{Says: "credentials are null unless the Service includes them", Source: "Environment variables",
			Test: "TestContext"},
		{Says: "Variables are also in process.env", Source: "observed", Path: "/environment", Status: 200,
			Want: `{"GREETING":"hi","type":"string"}`},
		{Says: "a changed Variable applies to the next execution", Source: "Environment variables",
			Test: "TestActivate_variables", Peer: "after a restart"},
		{Says: "Twilio and Runtime are available while a file is loaded", Source: runtimePage, Path: "/globals",
			Status:   200,
			Contains: []string{`"atLoad":{"Runtime":"function","Twilio":"function"}`}},
		{Says: "Twilio.twiml and require('twilio') create the same kinds of objects", Source: "observed",
			Path:   "/globals",
			Status: 200, Contains: []string{`"instance":true`}},
		{Says: "getFunctions has all Functions, without a slash; getAssets has the private Assets, with one; open " +
			"returns text",
			Source: runtimePage, Path: "/runtime", Status: 200,
			Want: `{"functions":["hello","lib/secret"],"assets":["/note.txt","/sound.mp3"],"shared":"shared code","note":"a private note","sound":[0,1,2,255,254]}`},
		{Says: "getFunctions leaves out the Function in which a deploy keeps its manifest", Source: "of this emulator",
			Choice: true, Test: "TestRuntime_lists", Peer: "has no manifest"},
		{Says: "Functions are at /var/task/handlers/ZN….js and private Assets at /var/task/files/ZN…",
			Source: runtimePage, Path: "/paths", Status: 200,
			Want: `{"function":"/var/task/handlers/ZN.js","asset":"/var/task/files/ZN"}`, Not: "dev",
			Peer: "paths of the project, as dev has them for Functions"},
		{Says: "a Function can require the file of another Function", Source: runtimePage, Path: "/runtime",
			Status:   200,
			Contains: []string{`"shared":"shared code"`}},
		{Says: "modules stay loaded between executions", Source: "possible but unpredictable",
			Test: "TestPool_keepsModulesWarm", Peer: "a new process each time"},
		{Says: "a new Deployment starts with fresh modules", Source: "observed", Test: "TestActivate_drains"},
		{Says: "packages that are ECMAScript modules load with import()", Source: faq, Path: "/imports", Status: 200,
			Want: "an ESM package"},
		{Says: "temporary files may be written", Source: faq, Path: "/temporary", Status: 200, Want: "written"},
		{Says: "getTwilioClient calls to this API reach the emulator", Source: "of this emulator", Choice: true,
			Path: "/client?url=https://serverless.twilio.com/v1/Services?PageSize=1", Status: 200,
			Contains: []string{`:PORT/v1/Services?PageSize=1`, `"host":"serverless.twilio.com"`}, Not: "dev",
			Peer: "reach Twilio"},
		{Says: "other calls fail unless --twilio-url names a server", Source: "of this emulator", Choice: true,
			Path: "/client?url=https://api.twilio.com/x", Status: 200,
			Contains: []string{"api.twilio.com is not emulated: --twilio-url"}, Not: "dev", Peer: "reach Twilio"},
		{Says: "without credentials getTwilioClient reports what is missing", Source: "of this emulator", Choice: true,
			Path: "/client?url=https://api.twilio.com/x", Status: 200,
			Contains: []string{"getTwilioClient() needs ACCOUNT_SID and AUTH_TOKEN, and there is no ACCOUNT_SID and " +
				"no AUTH_TOKEN"}, Not: "emulate", Peer: "an error of its own"},
		{Says: "getSync returns the service with the given name", Source: runtimePage, Path: "/sync?name=mine",
			Status: 200,
			Want:   `{"name":"mine","maps":"maps","lists":"lists"}`, Not: "dev", Peer: "needs credentials"},
	})
}

func logs() []Row {
	return under("Logs", []Row{
		{Says: "console output becomes Logs, in order, with a level", Source: "Function logs", Path: "/prints",
			Status: 200, Want: "printed", Logs: []string{"INFO one info", "WARN two warn", "ERROR three error"}},
		{Says: "the last 3 kB of an execution are kept", Source: "Function logs", Test: "TestWorker_tail"},
	})
}

// Rows is the whole table.
func Rows() []Row {
	var all []Row
	for _, rows := range [][]Row{requests(), events(), callbacks(), promises(), responses(), scope(), logs()} {
		all = append(all, rows...)
	}
	return all
}
