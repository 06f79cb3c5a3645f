package client

import (
	"fmt"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// kind is a kind of SID. The kinds are in operations.gen.go.
type kind struct{ name, prefix string }

func (k kind) matches(sid string) bool { return serverless.IsSID(sid, k.prefix) }

// servicePath is wider than what CreateService takes. Blanks at the ends and control characters are of no name: they
// come from a variable or a line of a file.
var servicePath = lazyregexp.New(`^[^/?#\pZ\pC]([^/?#\pC]{0,48}[^/?#\pZ\pC])?$`)

// arg is one argument of an operation that becomes part of a URL.
type arg struct {
	name, value string
	kind        kind
}

// check refuses arguments that would make a legal URL to something else: "" and ".." climb to the parent, where a
// DELETE removes more than was meant.
func check(op, service string, args ...arg) error {
	name := "ServiceSid"
	if strings.HasSuffix(op, "Service") {
		name = "Sid"
	}
	if err := checkService(op, name, service); err != nil {
		return err
	}
	for _, a := range args {
		if err := checkArg(op, a); err != nil {
			return err
		}
	}
	return nil
}

func checkArg(op string, a arg) error {
	if a.kind.matches(a.value) {
		return nil
	}
	want := a.kind.name + ": " + a.kind.prefix + " and 32 hexadecimal digits"
	return &ArgumentError{Op: op, Name: a.name, Value: a.value, Want: want}
}

// checkService accepts the SID or the unique name of a Service. Source: FetchService.
func checkService(op, name, value string) error {
	bad := !servicePath.MatchString(value) || value == "." || value == ".."
	if serverless.IsSID(value, "") || serviceSID.matches(strings.ToUpper(value)) {
		// A SID of another kind or in another case; no unique name looks like one by chance.
		bad = !serviceSID.matches(value)
	}
	if bad {
		want := "a Service SID (ZS and 32 hexadecimal digits) or the unique name of a Service"
		return &ArgumentError{Op: op, Name: name, Value: value, Want: want}
	}
	return nil
}

// pageSize writes the size of pages into a query. 0 leaves it to the API.
func pageSize(op string, size int, param **int) error {
	if size == 0 {
		return nil
	}
	if size < serverless.MinPageSize || size > serverless.MaxPageSize {
		want := fmt.Sprintf("%d to %d", serverless.MinPageSize, serverless.MaxPageSize)
		return &ArgumentError{Op: op, Name: "PageSize", Value: fmt.Sprint(size), Want: want}
	}
	*param = &size
	return nil
}

// secondDown and secondUp leave fractions of a second out, as other clients do, without losing an item of the first
// or the last second.
func secondDown(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

func secondUp(t time.Time) time.Time { return t.UTC().Add(time.Second - 1).Truncate(time.Second) }
