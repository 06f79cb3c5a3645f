package faults

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/nearest"
)

// Parse reads the short form of a [Fault], for a command line:
//
//	OPERATION:EFFECT[:OPTION…]
//	CreateBuild:503:times=2
//	*:429:retry-after=1:every=10
//	CreateService:reset:after-work:from=service/demo
//
// EFFECT is a status, a kind such as reset, or delay=DURATION. OPTION is nth=N,
// times=N (or times=all), every=N, from=STATE, probability=P, delay=DURATION,
// status=N, retry-after=VALUE, reason=TEXT (of failed-build) or after-work. What
// does not fit in, such as a Body, has the JSON form of [ParseList].
func Parse(short string, operations []string) (Fault, error) {
	parts := strings.Split(short, ":")
	f := Fault{Operation: parts[0]}
	if len(parts) < 2 {
		return Fault{}, fmt.Errorf(
			"fault %q has no effect: write OPERATION:EFFECT, such as CreateBuild:503 or CreateBuild:reset", short)
	}
	if !utf8.ValidString(short) {
		return Fault{}, fmt.Errorf("fault %q is not valid UTF-8", short)
	}
	var seen []string
	for _, part := range parts[1:] {
		name, err := f.option(part)
		if err == nil && slices.Contains(seen, name) {
			err = fmt.Errorf("%s is given twice", name)
		}
		if err != nil {
			return Fault{}, fmt.Errorf("fault %q: %w", short, err)
		}
		seen = append(seen, name)
	}
	checked := f
	if err := checked.Complete(operations); err != nil {
		return Fault{}, fmt.Errorf("fault %q: %w", short, err)
	}
	return f, nil
}

// option takes one part after the operation and gives the name of what it set.
func (f *Fault) option(part string) (name string, err error) {
	name, value, hasValue := strings.Cut(part, "=")
	if !hasValue {
		if n, err := strconv.Atoi(part); err == nil {
			f.Status = n
			return "status", nil
		}
		switch {
		case slices.Contains(Kinds(), part) && part != Delay:
			f.Kind = part
			return "kind", nil
		case part == "after-work":
			f.AfterWork = true
			return part, nil
		}
	}
	number := func(into *int) error {
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("%s=%s is no whole number", name, value)
		}
		*into = n
		return nil
	}
	switch {
	case !hasValue && part == Delay:
		err = fmt.Errorf("delay has no duration: write it as delay=250ms")
	case !hasValue:
		err = unknownOption(part)
	case name == "nth":
		err = number(&f.Nth)
	case name == "times" && value == "all":
		f.Times = Always
	case name == "times":
		err = number(&f.Times)
	case name == "every":
		err = number(&f.Every)
	case name == "status":
		err = number(&f.Status)
	case name == "from":
		f.From = value
	case name == "probability":
		if f.Probability, err = strconv.ParseFloat(value, 64); err != nil {
			err = fmt.Errorf("probability=%s is no number", value)
		}
	case name == Delay:
		if f.Delay, err = time.ParseDuration(value); err != nil {
			err = fmt.Errorf("delay=%s is no duration: write it as delay=250ms", value)
		}
	case name == "retry-after":
		f.Header = http.Header{"Retry-After": {value}}
	case name == "reason":
		f.Body = value
	default:
		err = unknownOption(name)
	}
	return name, err
}

func unknownOption(name string) error {
	known := append(Kinds(), "nth", "times", "every", "from", "probability", "retry-after", "reason", "after-work")
	return fmt.Errorf("unknown %q%s", name,
		nearest.Suggest(name, known, "write a status, a kind such as reset, or an option such as times=2"))
}
