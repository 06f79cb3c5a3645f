package emulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/nearest"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// Limits are numbers above which the API refuses; 0 does not limit. The 50 Services
// of an account and the 25 MiB of an upload, which are observed, hold without them.
//
// A request over Concurrent, PerSecond or BuildsPerHour is answered 429 in the
// gateway's own shape, before any work, and can be repeated safely (error page
// 20429). Over the limits of versions a Build is made and ends `failed`. Environments answers
// 400, PrivateAssetBytes 413.
type Limits struct {
	Concurrent int           // requests of one account under way at once; the API was seen to refuse from about 50 on
	PerSecond  int           // requests of one account that begin within one second of [Options.Clock]
	RetryAfter time.Duration // sent with a 429, in whole seconds; 0 sends nothing, as recorded

	BuildsPerHour                int // of one account, on [Options.Clock]; does not survive the process
	EnvironmentsPerService       int
	FunctionVersionsPerBuild     int
	AssetVersionsPerBuild        int // public and protected
	PrivateAssetVersionsPerBuild int
	PrivateAssetBytes            int // of one version
}

// documentedLimits are the numbers that documents of 2019 and 2020 give, not
// confirmed since. There is none for Concurrent and PerSecond.
func documentedLimits() Limits {
	return Limits{
		BuildsPerHour: 100, EnvironmentsPerService: 25, FunctionVersionsPerBuild: 50, AssetVersionsPerBuild: 1000,
		PrivateAssetVersionsPerBuild: 50, PrivateAssetBytes: 10 << 20,
	}
}

// A limitField is one limit under the name that the command line has for it.
type limitField struct {
	name  string
	value *int
}

func (l *Limits) fields() []limitField {
	return []limitField{
		{"concurrent", &l.Concurrent}, {"per-second", &l.PerSecond}, {"builds-per-hour", &l.BuildsPerHour},
		{"environments", &l.EnvironmentsPerService}, {"function-versions", &l.FunctionVersionsPerBuild},
		{"asset-versions", &l.AssetVersionsPerBuild}, {"private-asset-versions", &l.PrivateAssetVersionsPerBuild},
		{"private-asset-bytes", &l.PrivateAssetBytes},
	}
}

// Set reads one limit from text: NAME=NUMBER with a name such as concurrent,
// retry-after=DURATION, or the word documented for the numbers that documents of
// 2019 and 2020 give, which leaves Concurrent, PerSecond and RetryAfter as they are.
func (l *Limits) Set(text string) error {
	if l == nil {
		return fmt.Errorf("emulator: there are no Limits to set %q in", text)
	}
	if text == "documented" {
		concurrent, perSecond, retryAfter := l.Concurrent, l.PerSecond, l.RetryAfter
		*l = documentedLimits()
		l.Concurrent, l.PerSecond, l.RetryAfter = concurrent, perSecond, retryAfter
		return nil
	}
	name, value, _ := strings.Cut(text, "=")
	if name == "retry-after" {
		d, err := time.ParseDuration(value)
		if err != nil || d < 0 {
			return fmt.Errorf("limit retry-after is %q: give a duration such as 2s", value)
		}
		l.RetryAfter = d
		return nil
	}
	known := []string{"documented", "retry-after"}
	for _, f := range l.fields() {
		if f.name == name {
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 {
				return fmt.Errorf("limit %s is %q: give a whole number, as in %s=10", name, value, name)
			}
			*f.value = n
			return nil
		}
		known = append(known, f.name)
	}
	return fmt.Errorf("unknown limit %q%s", name, nearest.Suggest(name, known, "use one of "+strings.Join(known, ", ")))
}

func (l *Limits) check() error {
	for _, f := range l.fields() {
		if *f.value < 0 {
			return fmt.Errorf("emulator: Options.Limits: %s is %d: give zero (no limit) or a positive number", f.name,
				*f.value)
		}
	}
	if l.RetryAfter < 0 {
		return fmt.Errorf("emulator: Options.Limits: RetryAfter is %s: give zero or a positive duration", l.RetryAfter)
	}
	return nil
}

// failure gives why a Build with these versions will fail, or "": too many versions were seen to
// be taken, and the Build to fail.
func (l *Limits) failure(b *state.Build) string {
	private := 0
	for _, v := range b.Assets {
		if v.Visibility == state.Private {
			private++
		}
	}
	for _, c := range []struct {
		what     string
		have, at int
	}{
		{"Function Versions", len(b.Functions), l.FunctionVersionsPerBuild},
		{"Asset Versions", len(b.Assets) - private, l.AssetVersionsPerBuild},
		{"private Asset Versions", private, l.PrivateAssetVersionsPerBuild},
	} {
		if c.at > 0 && c.have > c.at {
			return fmt.Sprintf("it has %d %s: the limit is %d", c.have, c.what, c.at)
		}
	}
	return ""
}
