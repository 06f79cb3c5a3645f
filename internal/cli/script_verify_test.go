package cli

import (
	"regexp"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdBehind waits until a proxy listens and sets PROXY, and PROXY_UPLOADS if it has a second
// listener: behind NAME
func cmdBehind(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: behind NAME")
	}
	p := started(ts, args[0])
	const line = `listening on (http://127\.0\.0\.1:\d+) for \S+\n`
	match, err := p.stdout.await(regexp.MustCompile(`\A`+line+`(?:`+line+`)?`), p.ended)
	ts.Check(err)
	ts.Setenv("PROXY", match[1])
	ts.Setenv("PROXY_UPLOADS", match[2])
}
