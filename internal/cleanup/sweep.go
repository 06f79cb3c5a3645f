package cleanup

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
	"github.com/twilio-serverless/twilio-serverless-go/pkg/client"
)

// API is what the log asks of an account; *client.Client is one. A repeated 429 is its business.
type API interface {
	ListServices(ctx context.Context, opts *client.ListServicesOptions) iter.Seq2[serverless.Service, error]
	FetchService(ctx context.Context, service string) (*serverless.Service, error)
	DeleteService(ctx context.Context, service string) error
}

// pageSize is the largest that the API gives: an account may have many Services.
const pageSize = 1000

// A Service is one of a run that is, or was, there.
type Service struct {
	SID        string `json:"sid"`
	UniqueName string `json:"unique_name"`
	// FriendlyName distinguishes what a run made from what a person made.
	FriendlyName string `json:"friendly_name,omitempty"`
	// Reason says why it is still there, when that is known.
	Reason string `json:"reason,omitempty"`
}

// Prove asks the account for all its Services, and returns those that the run made: that the log
// has noted, or whose name begins with the prefix of the run. None is the proof that nothing was
// left; an error says that nothing is known.
func (l *Log) Prove(ctx context.Context, api API, prefix string) ([]Service, error) {
	noted := map[string]bool{}
	for _, r := range l.Created() {
		if r.Kind == services {
			noted[r.SID], noted[r.Service] = true, true
		}
	}
	delete(noted, "")
	return find(ctx, api, func(s *serverless.Service) bool {
		return noted[s.SID] || noted[s.UniqueName] || strings.Contains(s.UniqueName, prefix+"-")
	})
}

// A Sweeping is what [Sweep] did.
type Sweeping struct {
	Prefix  string    `json:"prefix"`
	Deleted []Service `json:"deleted"`
	// Left are Services that could not be deleted.
	Left []Service `json:"left"`
}

// ErrPrefix means that a prefix is not the one of a run. Nothing was asked or deleted.
var ErrPrefix = errors.New("not the prefix of a run")

// runPrefix is what suite.Report.Prefix looks like: the seed to the base 36.
var runPrefix = lazyregexp.New(`^check-[0-9a-z]{1,13}$`)

// runNames is what the names of a run look like: its prefix, the digest of a case, a number, and
// what a case puts before and after it: letters, or a word that may have numbers behind it, but no number such as a
// year.
func runNames(prefix string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:[a-z0-9]{1,10}-{0,2})?` + prefix +
		`-[0-9a-f]{6}-[0-9]{1,6}(?:[a-z-]*|-[a-z][a-z0-9-]*)$`)
}

// friendly begins the friendly names that a run gives.
const friendly = "Contract check "

// Left are the Services that a killed run has left, found by the prefix of the run (`check-` and
// its seed to the base 36, see suite.Report.Prefix). It refuses any other prefix with [ErrPrefix].
//
// Mine have the name of a run and its friendly name, which only runs give. Doubtful have the
// name alone: cases give other friendly names too, and so may a person.
func Left(ctx context.Context, api API, prefix string) (mine, doubtful []Service, err error) {
	if !runPrefix.MatchString(prefix) {
		return nil, nil, fmt.Errorf("%w: %q: give the one that the run has printed, check- and letters or digits",
			ErrPrefix, prefix)
	}
	names := runNames(prefix)
	all, err := find(ctx, api, func(s *serverless.Service) bool { return names.MatchString(s.UniqueName) })
	for _, s := range all {
		if s.FriendlyName == friendly+s.UniqueName {
			mine = append(mine, s)
		} else {
			doubtful = append(doubtful, s)
		}
	}
	return mine, doubtful, err
}

// Sweep deletes Services, asks for each whether it is gone, and at the end for all of them. An
// error of a single deletion does not stop the others and is the Reason of what is left.
func Sweep(ctx context.Context, api API, prefix string, found []Service) (*Sweeping, error) {
	wanted := map[string]bool{}
	for _, service := range found {
		wanted[service.SID] = true
	}
	reasons := map[string]string{}
	for _, service := range found {
		if reason := remove(ctx, api, service.SID); reason != "" {
			reasons[service.SID] = reason
		}
	}
	left, err := find(ctx, api, func(s *serverless.Service) bool { return wanted[s.SID] || isOfRun(prefix, s) })
	if err != nil {
		return nil, fmt.Errorf("after deleting: %w", err)
	}
	listed := map[string]bool{}
	for _, service := range left {
		listed[service.SID] = true
	}
	swept := &Sweeping{Prefix: prefix, Deleted: []Service{}, Left: []Service{}}
	for _, service := range found {
		service.Reason = reasons[service.SID]
		switch {
		case service.Reason != "":
			swept.Left = append(swept.Left, service)
		case listed[service.SID]:
			service.Reason = "the list of Services still has it"
			swept.Left = append(swept.Left, service)
		default:
			swept.Deleted = append(swept.Deleted, service)
		}
		delete(listed, service.SID)
	}
	for _, service := range left {
		if listed[service.SID] {
			service.Reason = "it came into being meanwhile: the run may still be under way"
			swept.Left = append(swept.Left, service)
		}
	}
	return swept, nil
}

// isOfRun reports whether a Service has the name and the friendly name of a run.
func isOfRun(prefix string, s *serverless.Service) bool {
	return strings.HasPrefix(s.UniqueName, prefix+"-") && s.FriendlyName == friendly+s.UniqueName
}

// remove deletes a Service and says why it may still be there. What the deletion answers is not
// enough: the fetch after it is.
func remove(ctx context.Context, api API, sid string) string {
	deleting := api.DeleteService(ctx, sid)
	switch _, err := api.FetchService(ctx, sid); {
	case errors.Is(err, client.ErrNotFound):
		return ""
	case deleting != nil && !errors.Is(deleting, client.ErrNotFound):
		return deleting.Error()
	case err != nil:
		return err.Error()
	default:
		return "it was deleted and is still there"
	}
}

func find(ctx context.Context, api API, wanted func(*serverless.Service) bool) ([]Service, error) {
	var found []Service
	for service, err := range api.ListServices(ctx, &client.ListServicesOptions{PageSize: pageSize}) {
		if err != nil {
			return nil, fmt.Errorf("which Services there are: %w", err)
		}
		if wanted(&service) {
			found = append(found, Service{SID: service.SID, UniqueName: service.UniqueName,
				FriendlyName: service.FriendlyName})
		}
	}
	return found, nil
}
