package cli

import (
	"os/exec"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdPasted takes the lines that an emulator with a proxy has printed into the environment of the
// script, as a shell reads them: pasted NAME
func cmdPasted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: pasted NAME")
	}
	p := started(ts, args[0])
	match, err := p.stdout.await(regexp.MustCompile(`(?m)in the shell of a client:\n((?:export .*\n){4})`), p.ended)
	ts.Check(err)
	shell := exec.Command("sh", "-c", match[1]+"env -0")
	shell.Env = []string{"PATH=" + ts.Getenv("PATH")}
	out, err := shell.Output()
	ts.Check(err)
	for pair := range strings.SplitSeq(string(out), "\x00") {
		if name, value, _ := strings.Cut(pair,
			"="); regexp.MustCompile(`^(HTTPS?_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$`).MatchString(name) {
			ts.Setenv(name, value)
		}
	}
}
