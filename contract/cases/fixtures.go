package cases

import (
	"context"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
	"github.com/twilio-serverless/twilio-serverless-go/gen/serverless"
)

// live is an Environment with a live Build, for the many cases that start from one.
type live struct {
	service     *serverless.Service
	build       *serverless.Build
	environment *serverless.Environment
	deployment  *serverless.Deployment
}

func createLive(ctx context.Context, s *suite.Session) (*live, error) {
	l := new(live)
	var err error
	if l.service, err = s.CreateService(ctx); err != nil {
		return nil, err
	}
	if l.environment, err = s.CreateEnvironment(ctx, l.service, "live"); err != nil {
		return nil, err
	}
	if l.build, err = s.CompletedBuild(ctx, l.service); err != nil {
		return nil, err
	}
	l.deployment, err = s.Deploy(ctx, l.environment, l.build)
	return l, err
}

func versionsOf(service, kind, sid string) string {
	return suite.Path("Services", service, kind, sid, "Versions")
}

// unknown is a well-formed SID that no resource has.
func unknown(prefix string) string { return prefix + strings.Repeat("f", 32) }
