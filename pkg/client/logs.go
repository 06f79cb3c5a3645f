package client

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// LogOptions select Logs. Nil is valid.
type LogOptions struct {
	ListOptions
	// FunctionSID keeps only the Logs of one Function; empty means all.
	FunctionSID string
	// Since and Until bound the time, to whole seconds; zero leaves it to the API: one day ago, and now.
	Since, Until time.Time
}

// ListLogs iterates over the Logs of an Environment, newest first.
//
//spec:operation ListLog
func (c *Client) ListLogs(ctx context.Context, service, environment string, opts *LogOptions) iter.Seq2[serverless.Log, error] {
	var o LogOptions // a copy: the requests follow later, as the caller reads
	if opts != nil {
		o = *opts
	}
	args := []arg{{"EnvironmentSid", environment, environmentSID}}
	var params serverless.ListLogParams
	if o.FunctionSID != "" {
		args = append(args, arg{"FunctionSid", o.FunctionSID, functionSID})
		params.FunctionSID = &o.FunctionSID
	}
	// Fractions are left out, as other clients do, without losing the Logs of the first or last second.
	if since := o.Since.UTC().Truncate(time.Second); !o.Since.IsZero() {
		params.StartDate = &since
	}
	if until := o.Until.UTC().Add(time.Second - 1).Truncate(time.Second); !o.Until.IsZero() {
		params.EndDate = &until
	}
	return pages(ctx, c, "ListLog", &o.ListOptions, check("ListLog", service, args...),
		func(ctx context.Context, pageSize *int) (*http.Response, error) {
			query := params
			query.PageSize = pageSize
			return c.api.ListLog(ctx, service, environment, &query)
		},
		func(p *serverless.ListLogResponse) ([]serverless.Log, serverless.PageMeta) { return p.Logs, p.Meta })
}

// FetchLog fetches a Log.
//
//spec:operation FetchLog
func (c *Client) FetchLog(ctx context.Context, service, environment, sid string) (*serverless.Log, error) {
	if err := check("FetchLog", service, arg{"EnvironmentSid", environment, environmentSID}, arg{"Sid", sid, logSID}); err != nil {
		return nil, err
	}
	ctx, call := withCall(ctx, "FetchLog")
	resp, err := c.api.FetchLog(ctx, service, environment, sid)
	return decode[serverless.Log](call, resp, err)
}
