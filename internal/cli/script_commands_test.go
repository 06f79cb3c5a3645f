package cli

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/twilio-serverless/twilio-serverless-go/openapi"
)

// scriptCommands are what scripts can say besides testscript's own commands.
var scriptCommands = map[string]func(*testscript.TestScript, bool, []string){
	"await": cmdAwait, "dev": cmdDev, "emulate": cmdEmulate, "ended": cmdEnded, "exits": cmdExits, "pasted": cmdPasted,
	"signal": cmdSignal, "start": cmdStart,
	"await-requests": cmdAwaitRequests, "get": cmdGet, "get-until": cmdGetUntil, "hang": cmdHang,
	"post":     cmdPost,
	"requests": cmdRequests, "revive": cmdRevive,
	"serve":     cmdServe,
	programName: cmdRun,
	"contract":  cmdContract, "grow": cmdGrow, "json": cmdJSON, "mask": cmdMask, "reports": cmdReports, "sid": cmdSID,
	"behind": cmdBehind, "log": cmdLog,
	"many": cmdMany, "save": cmdSave, "write-file": cmdWriteFile, "ndjson": cmdNDJSON,
	"github": cmdGitHub, "comments": cmdComments,
}

var masks = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`\b([A-Z]{2})[0-9a-f]{32}\b`), "${1}" + strings.Repeat("0", 32)},
	{regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`), "2018-11-10T20:00:00Z"},
	{regexp.MustCompile(`http://127\.0\.0\.1:\d+`), "http://127.0.0.1:8080"},
	{regexp.MustCompile(`\b(hello)-\d{4}\b`), "$1-0000"},
}

// cmdMask copies a text without what differs from run to run, for cmp: mask FROM TO [sort]
func cmdMask(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: mask FROM TO [sort]")
	}
	text := ts.ReadFile(args[0])
	for _, m := range masks {
		text = m.pattern.ReplaceAllString(text, m.instead)
	}
	if len(args) > 2 {
		lines := strings.SplitAfter(text, "\n")
		slices.Sort(lines)
		text = strings.Join(lines, "")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}

// cmdSave copies a file as editors save: who watches sees the old one or the new one, never a part: save FROM TO
func cmdSave(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: save FROM TO")
	}
	part := ts.MkAbs("saved.part") // outside what is watched
	ts.Check(os.WriteFile(part, []byte(ts.ReadFile(args[0])), 0o600))
	ts.Check(os.Rename(part, ts.MkAbs(args[1])))
}

// cmdJSON reads a file that must hold one JSON value and nothing else, and compares what lies at a
// path: json FILE PATH [VALUE]
//
// A path is names and indices with dots; len is the length of an array. Without a value there must
// be something.
func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: [!] json FILE PATH [VALUE]")
	}
	decoder := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	decoder.UseNumber()
	var document any
	ts.Check(decoder.Decode(&document))
	if _, err := decoder.Token(); err != io.EOF {
		ts.Fatalf("%s holds more than one JSON value", args[0])
	}
	value, found := find(document, strings.Split(args[1], "."))
	if got := fmt.Sprint(value); (found && (len(args) == 2 || got == args[2])) == neg {
		ts.Fatalf("%s of %s is %s (there: %t)", args[1], args[0], got, found)
	}
}

func find(value any, path []string) (any, bool) {
	if len(path) == 0 {
		return value, true
	}
	switch v := value.(type) {
	case map[string]any:
		inner, ok := v[path[0]]
		if !ok {
			return nil, false
		}
		return find(inner, path[1:])
	case []any:
		if path[0] == "len" {
			return len(v), true
		}
		i, err := strconv.Atoi(path[0])
		if err != nil || i < 0 || i >= len(v) {
			return nil, false
		}
		return find(v[i], path[1:])
	}
	return nil, false
}

// cmdSID sets a variable to the first SID of a kind in the last stdout: sid NAME PREFIX
func cmdSID(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sid NAME PREFIX")
	}
	sid := regexp.MustCompile(`\b` + args[1] + `[0-9a-f]{32}\b`).FindString(ts.ReadFile("stdout"))
	if sid == "" {
		ts.Fatalf("stdout has no SID that begins with %s", args[1])
	}
	ts.Setenv(args[0], sid)
}

// cmdGrow makes a file of that many bytes which takes no room on disk: grow FILE BYTES
func cmdGrow(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: grow FILE BYTES")
	}
	n, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	file, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(file.Truncate(n))
	ts.Check(file.Close())
}

// cmdMany makes that many small files: many FOLDER COUNT EXTENSION
func cmdMany(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: many FOLDER COUNT EXTENSION")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.MkdirAll(ts.MkAbs(args[0]), 0o700))
	for i := range n {
		ts.Check(os.WriteFile(ts.MkAbs(fmt.Sprintf("%s/%s%d.%s", args[0], strings.ReplaceAll(args[2], ".", "-"), i,
			args[2])), []byte("x"), 0o600))
	}
}

// cmdWriteFile writes a text with what variables hold: write-file FILE TEXT
func cmdWriteFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: write-file FILE TEXT")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(args[1]), 0o600))
}

// cmdNDJSON reads a file of one JSON object a line and compares their types, of which repeated ones
// count once: ndjson FILE TYPES…
func cmdNDJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: ndjson FILE TYPES...")
	}
	var types []string
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		var head struct {
			Version int
			Type    string
		}
		ts.Check(json.Unmarshal([]byte(line), &head))
		if head.Version != 1 {
			ts.Fatalf("version %d in %s", head.Version, line)
		}
		types = append(types, head.Type)
	}
	if types = slices.Compact(types); !slices.Equal(types, args[1:]) {
		ts.Fatalf("%s holds %v, want %v", args[0], types, args[1:])
	}
}

// cmdContract writes a document of the contract, for cmp: contract NAME TO
func cmdContract(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: contract NAME TO")
	}
	text, err := openapi.FS.ReadFile(args[0])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), text, 0o600))
}

// cmdReports compares a report in JSON with the same one in JUnit's XML: reports FILE.json FILE.xml
func cmdReports(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: reports FILE.json FILE.xml")
	}
	var asJSON struct {
		Results []struct {
			Outcome string `json:"outcome"`
		} `json:"results"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &asJSON))
	var asXML struct {
		Cases []struct {
			Failure *struct{} `xml:"failure"`
			Error   *struct{} `xml:"error"`
			Skipped *struct{} `xml:"skipped"`
		} `xml:"testsuite>testcase"`
	}
	ts.Check(xml.Unmarshal([]byte(ts.ReadFile(args[1])), &asXML))
	var inJSON, inXML = map[string]int{}, map[string]int{}
	for _, r := range asJSON.Results {
		outcome := r.Outcome
		if outcome == "not-supported" {
			outcome = "skip"
		}
		inJSON[outcome]++
	}
	for _, c := range asXML.Cases {
		switch {
		case c.Failure != nil:
			inXML["fail"]++
		case c.Error != nil:
			inXML["error"]++
		case c.Skipped != nil:
			inXML["skip"]++
		default:
			inXML["pass"]++
		}
	}
	if len(asJSON.Results) == 0 || fmt.Sprint(inJSON) != fmt.Sprint(inXML) {
		ts.Fatalf("the reports differ: %v and %v", inJSON, inXML)
	}
}
