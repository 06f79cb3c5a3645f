package emulator

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// byHand is a dump without the digest at its end, so that a test may change anything.
var endDigest = regexp.MustCompile(`,"sha256":"[0-9a-f]{64}"\}\}\n$`)

// dumpFormat is how a dump says that it is one.
const dumpFormat = "twilio-serverless emulator state"

func byHand(dump string) string { return endDigest.ReplaceAllString(dump, "}}\n") }

func long(n int) string { return strings.Repeat("x", n) }

func TestRestore_refuses(t *testing.T) {
	t.Parallel()
	a, _ := furnished(t, &Options{Seed: 7, SeedLogs: 1})
	good := byHand(dumped(t, a.emu))
	require.NoError(t, newAPI(t, nil).emu.Restore(strings.NewReader(good)))
	line := func(key string) string {
		return regexp.MustCompile(`(?m)^\{"` + key + `":.*\n`).FindString(good)
	}
	change := func(old, new string) func(string) string {
		return func(s string) string { return strings.Replace(s, old, new, 1) }
	}
	in := func(key, pattern, new string) func(string) string {
		return func(s string) string {
			l := line(key)
			return strings.Replace(s, l, regexp.MustCompile(pattern).ReplaceAllString(l, new), 1)
		}
	}
	for _, tc := range []struct {
		name   string
		change func(string) string
		want   string
	}{
		{"nothing", func(string) string { return "" }, "line 1: the dump ends before"},
		{"no JSON", func(string) string { return "hello\n" }, "line 1: no line of a dump"},
		{"an array", func(string) string { return "[]\n" }, "no line of a dump"},
		{"null", func(string) string { return "null\n" }, "it is no object"},
		{"two things", change(`{"state":`, `{"piece":"aa==","state":`), "it holds 2 things"},
		{"two objects in a line", change("}}\n", "}}{}\n"), "something follows the object"},
		{"another format", change(dumpFormat, "something else"), `format "something else"`},
		{"a later version", change(`"version":1`, `"version":2`), "version 2: this program knows version 1"},
		{"no state", func(s string) string { return strings.TrimPrefix(s, line("state")) },
			`begins with a line "state"`},
		{"another generator", in("state", `"sids":"[^"]*"`, `"sids":"AAAA"`), "sids"},
		{"seq left behind", in("state", `"seq":\d+`, `"seq":3`), "state: seq is 3, but there is a record with"},
		{"unknown key", change(`"unique_name"`, `"uniqueName"`), "is no member that is known"},
		{"cut off at a line", func(s string) string { return s[:strings.LastIndex(s, `{"end"`)] },
			`ends before its line "end": it is cut off`},
		{"cut off in a line", func(s string) string { return s[:len(s)/2] }, "line"},
		{"one record less", func(s string) string { return strings.Replace(s, line("variable"), "", 1) },
			"the end counts"},
		{"one record twice", func(s string) string {
			return strings.Replace(s, line("variable"), line("variable")+line("variable"), 1)
		}, "it is there twice"},
		{"out of order", func(s string) string {
			return strings.Replace(strings.Replace(s, line("variable"), "", 1), line("end"), "", 1) + line("variable")
		}, "out of place"},
		{"something behind the end", func(s string) string { return s + "{}\n" }, "something follows the end"},
		{"SID of another kind", in("service", `"sid":"ZS`, `"sid":"ZE`), "sid: want ZS"},
		{"short SID", in("variable", `"sid":"ZV`, `"sid":"Z`), "sid: want ZV"},
		{"foreign account", in("variable", `"account_sid":"AC0`, `"account_sid":"AC1`), "has no service"},
		{"malformed account", in("variable", `"account_sid":"AC0`, `"account_sid":"XX0`), "account_sid"},
		{"unknown service", in("resource", `"service_sid":"ZS.`, `"service_sid":"ZSx`), "service_sid"},
		{"unknown environment", in("variable", `"environment_sid":"ZE`, `"environment_sid":"ZF`), "no environment"},
		{"unknown parent", in("version", `"parent_sid":"ZH`, `"parent_sid":"ZI`), "no FunctionSid"},
		{"function made an asset", in("version", `"kind":"function"`, `"kind":"asset"`), "no AssetSid"},
		{"neither", in("version", `"kind":"function"`, `"kind":"both"`), `kind "both"`},
		{"same seq", in("variable", `"seq":\d+`, `"seq":1`), "seq 1 does not follow"},
		{"name of another service", change(`"unique_name":"second"`, `"unique_name":"furnished"`),
			"that of another one"},
		{"impossible name", change(`"unique_name":"second"`, `"unique_name":"../x"`),
			"use letters, numbers and dashes"},
		{"impossible domain", change(`"domain_base":"second`, `"domain_base":"evil/second`),
			"no part of a domain name"},
		{"name of another environment", change(`"unique_name":"bare"`, `"unique_name":"e"`),
			"unique_name or domain_name is that of"},
		{"path of another kind", change(`"path":"/hello"`, `"path":"hello"`), "does not begin with a slash"},
		{"impossible path", change(`"path":"/hello"`, `"path":"/he?lo"`), "disallowed character"},
		{"impossible visibility", change(`"visibility":"public"`, `"visibility":"Public"`), "visibility"},
		{"digest that is a path", in("version", `"sha256":"[^"]*"`, `"sha256":"../../x"`), "is no digest"},
		{"size of a build differs", in("version", `"size":\d+`, `"size":5`), "not what it is elsewhere"},
		{"negative size", in("version", `"size":\d+`, `"size":-1`), "content: -1 bytes"},
		{"size over the limit", in("version", `"size":\d+`, `"size":99999999`), "the limit is"},
		{"two sizes", func(s string) string {
			return regexp.MustCompile(`("path":"/gone".*?"size":)\d+`).ReplaceAllString(s, "${1}5")
		}, "two sizes"},
		{"a content is missing", func(s string) string {
			return regexp.MustCompile(`\{"content".*\n(\{"piece".*\n)*`).ReplaceAllString(s, "")
		}, "the end counts"},
		{"a content without a version",
			change(line("end"), `{"content":{"sha256":"`+strings.Repeat(
				"0", 64)+`","size":1}}`+"\n"), "belongs to no version"},
		{"a changed piece", change(`{"piece":"ZX`, `{"piece":"ZY`), "is damaged"},
		{"a piece too many", change(line("end"), line("piece")+line("end")), "is longer than"},
		{"a piece less", change(line("piece"), ""), "is damaged"},
		{"pieces first", change(line("state"), line("piece")), `begins with a line "state"`},
		{"build without versions", in("build", `"functions":\[.*?\],"dep`, `"dep`), "it has no versions"},
		{"build with null", in("build", `"functions":\[.*?\],"dep`, `"functions":[null],"dep`),
			"one of its versions is null"},
		{"version of a build differs", in("build", `"path":"/hello"`, `"path":"/other"`), "not what it is elsewhere"},
		{"unknown live build", in("environment", `"build_sid":"ZB.`, `"build_sid":"ZBx`), "has no build"},
		{"unknown live deployment", in("environment", `"deployment_sid":"ZD.`, `"deployment_sid":"ZDx`),
			"has no deployment"},
		{"key of another variable",
			change(line("variable"), line("variable")+strings.NewReplacer(`"seq":`, `"seq":1`, `"sid":"ZV`,
				`"sid":"ZV0`).Replace(line("variable"))), "sid"},
		// What the API would refuse, a dump cannot bring in either.
		{"seq that ends the order", in("state", `"seq":\d+`, `"seq":18446744073709551615`),
			"seq is 18446744073709551615: the limit is"},
		{"long FriendlyName of a Service", in("service", `"friendly_name":"[^"]*"`, `"friendly_name":"`+
			long(state.MaxFriendlyName+1)+`"`),
			"characters long: the limit is"},
		{"empty FriendlyName", in("service", `"friendly_name":"[^"]*"`, `"friendly_name":""`),
			"friendly_name is empty"},
		{"long FriendlyName of a Function", in("resource", `"friendly_name":"[^"]*"`,
			`"friendly_name":"`+long(5<<20)+`"`),
			"characters long: the limit is"},
		{"long UniqueName of an Environment", in("environment", `"unique_name":"[^"]*"`,
			`"unique_name":"`+long(state.MaxEnvironmentName+1)+`"`),
			"characters long: the limit is"},
		{"long DomainSuffix", in("environment", `"domain_suffix":"[^"]*"`, `"domain_suffix":"`+
			long(state.MaxDomainSuffix+1)+`"`),
			"characters long: the limit is"},
		{"long domain", in("environment", `"domain_name":"[^"]*"`, `"domain_name":"`+long(300)+`.twil.io"`),
			"domain_name is 308 characters"},
		{"long Key", in("variable", `"key":"[^"]*"`, `"key":"`+long(state.MaxVariableKey+1)+`"`),
			"characters long: the limit is"},
		{"long Value", in("variable", `"value":"[^"]*"`, `"value":"`+
			strings.Repeat("ä", state.MaxVariableValue/2+1)+`"`),
			"bytes long: the limit is"},
		{"Value of 5 MB", in("variable", `"value":"[^"]*"`, `"value":"`+long(5<<20)+`"`), "bytes long: the limit is"},
		{"long content type", in("version", `"content_type":"[^"]*"`, `"content_type":"`+long(64<<10+1)+`"`),
			"content_type is 65537 bytes"},
		{"runtime that is none", in("build", `"runtime":"[^"]*"`, `"runtime":"node 22"`), `runtime "node 22"`},
		{"dependencies of 2 MB", in("build", `"dependencies":\[`, `"dependencies":[{"name":"a","version":"`+long(2<<20)+
			`"},`), "dependencies have"},
		{"failure of 2 MB", in("build", `"runtime":`, `"failure":"`+long(2<<20)+`","runtime":`),
			"failure is 2097152 bytes"},
		{"message of 2 MB", in("log", `"message":"[^"]*"`, `"message":"`+long(2<<20)+`"`), "message is 2097152 bytes"},
		{"long level", in("log", `"level":"[^"]*"`, `"level":"`+long(21)+`"`), "level is 21 characters"},
		{"log of no Function", in("log", `"function_sid":"[^"]*"`, `"function_sid":"x"`), `function_sid "x"`},
		{"domain of another service", func(s string) string {
			base := regexp.MustCompile(`"domain_base":"furnished-\d+"`).FindString(s)
			return regexp.MustCompile(`"domain_base":"second-\d+"`).ReplaceAllString(s, base)
		}, "that of another one"},
		{"no date", in("variable", `"created":"[^"]*"`, `"created":"yesterday"`), "no line of a dump"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			bad := tc.change(good)
			require.NotEqual(t, good, bad, "the case changes nothing")
			b, paths := furnished(t, &Options{Seed: 9})
			before := dumped(t, b.emu)
			err := b.emu.Restore(strings.NewReader(bad))
			require.ErrorContains(t, err, "emulator: Restore: ")
			assert.ErrorContains(t, err, tc.want)
			assert.Equal(t, before, dumped(t, b.emu), "a refused dump changes nothing")
			b.get(paths[1]).must(t, 200)
		})
	}
}

// The digest at the end notices what nothing else can: a letter in a name.
func TestRestore_digest(t *testing.T) {
	t.Parallel()
	a, _ := furnished(t, nil)
	dump := dumped(t, a.emu)
	bad := strings.Replace(dump, "renamed", "Renamed", 1)
	require.NotEqual(t, dump, bad)
	assert.ErrorContains(t, a.emu.Restore(strings.NewReader(bad)), "the lines before are damaged")
}

// Reading goes on only as long as a dump can make sense.
func TestRestore_endless(t *testing.T) {
	t.Parallel()
	a := newAPI(t, nil)
	rest := &endless{}
	assert.ErrorContains(t, a.emu.Restore(rest), "line 1: longer than")
	assert.LessOrEqual(t, rest.read, 2*64<<20)
	broken := io.MultiReader(strings.NewReader(dumped(t, a.emu)[:40]), &failing{})
	assert.ErrorContains(t, a.emu.Restore(broken), "the disk is gone")
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, fmt.Errorf("the disk is gone") }

func FuzzRestore(f *testing.F) {
	// A small state, so that there are many tries.
	a := newAPI(f, &Options{Seed: 7, SeedLogs: 1})
	service, _, build := a.built("fuzz")
	a.upload(a.asset(service, "a"), "/a", "").must(f, 201)
	env := a.environment(service, "e", "e")
	a.post(env+"/Variables", "Key", "k", "Value", "v").must(f, 201)
	a.post(env+"/Deployments", "BuildSid", build).must(f, 201)
	dump := dumped(f, a.emu)
	f.Add([]byte(dump))
	f.Add([]byte(byHand(dump)))
	for i := range 8 {
		f.Add([]byte(byHand(dump)[:i*len(dump)/9]))
	}
	empty := dumped(f, newAPI(f, &Options{Seed: 1}).emu)
	f.Add([]byte(byHand(empty)))
	f.Fuzz(func(t *testing.T, dump []byte) {
		b := newAPI(t, &Options{Seed: 1})
		if err := b.emu.Restore(bytes.NewReader(dump)); err != nil {
			if got := dumped(t, b.emu); got != empty {
				t.Fatalf("%v, but the state is now\n%s", err, got)
			}
			return
		}
		// What was accepted is a state like any other: it dumps, restores and serves.
		again := dumped(t, b.emu)
		c := newAPI(t, nil)
		if err := c.emu.Restore(strings.NewReader(again)); err != nil {
			t.Fatalf("%v in\n%s", err, again)
		}
		if got := dumped(t, c.emu); got != again {
			t.Fatalf("want\n%s\ngot\n%s", again, got)
		}
		for _, s := range b.get("/v1/Services").items() {
			for _, list := range []string{"", "/Functions", "/Assets", "/Builds", "/Environments"} {
				b.get("/v1/Services/"+s+list).must(t, 200)
			}
		}
		b.service("after")
	})
}
