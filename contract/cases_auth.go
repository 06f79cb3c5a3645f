package contract

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

func authCases() []Case {
	var all []string
	for _, op := range Operations() {
		all = append(all, op.OperationID)
	}
	return append([]Case{
		{
			ID:     "auth/every-operation-asks-for-credentials",
			Claim:  "Every operation needs HTTP Basic credentials: without any the answer is 401.",
			Source: officialSpec,
			Level:  Documented,
			Ops:    all,
			Run: func(ctx context.Context, s *Session) error {
				return refuseAll(ctx, s, "", "")
			},
		},
		{
			ID:     "auth/a-malformed-user-is-refused-everywhere",
			Claim:  "Credentials whose user is neither an Account SID nor an API key SID are answered 401 by every operation.",
			Source: errorPage + "20003",
			Level:  Observed,
			Ops:    all,
			Run: func(ctx context.Context, s *Session) error {
				return refuseAll(ctx, s, "nobody", "no-secret-of-anybody")
			},
		},
		{
			ID:     "auth/an-empty-secret-is-refused",
			Claim:  "An Account SID without its Auth Token is answered 401.",
			Source: errorPage + "20003",
			Level:  Observed,
			Ops:    []string{"ListService"},
			Run: func(ctx context.Context, s *Session) error {
				anybody, err := s.As(s.target.Username, "")
				if err != nil {
					return err
				}
				return unauthorized(anybody.Get(ctx, "/v1/Services"))
			},
		},
		{
			ID:     "auth/a-wrong-secret-is-refused",
			Claim:  "A known SID with a wrong secret is answered 401.",
			Source: errorPage + "20003",
			Level:  Observed,
			Ops:    []string{"ListService"},
			Needs:  []Feature{FeatureSecrets},
			Run: func(ctx context.Context, s *Session) error {
				impostor, err := s.As(s.target.Username, "not-the-secret")
				if err != nil {
					return err
				}
				return unauthorized(impostor.Get(ctx, "/v1/Services"))
			},
		},
		{
			ID:     "auth/nothing-is-created-without-credentials",
			Claim:  "A request that is answered 401 changes nothing.",
			Source: errorPage + "20003",
			Level:  Observed,
			Ops:    []string{"CreateService"},
			Run: func(ctx context.Context, s *Session) error {
				anybody, err := s.As("", "")
				if err != nil {
					return err
				}
				name := s.Name()
				if err := unauthorized(anybody.Post(ctx, "/v1/Services", form("UniqueName", name, "FriendlyName", name))); err != nil {
					return err
				}
				return s.Get(ctx, pathTo("Services", name)).NotFound()
			},
		},
	}, accountCases(all)...)
}

// refuseAll sends every operation with these credentials and wants 401 from each.
func refuseAll(ctx context.Context, s *Session, username, password string) error {
	other, err := s.As(username, password)
	if err != nil {
		return err
	}
	return everywhere(ctx, other, unauthorized)
}

// everywhere sends every operation, to resources that nobody has, and holds each answer against want.
func everywhere(ctx context.Context, s *Session, want func(*Answer) error) error {
	var problems []error
	for _, op := range Operations() {
		path := examplePath(op.Path)
		var answer *Answer
		switch {
		case op.Host == uploadHost:
			answer = s.Upload(ctx, path, File{}.parts(s)...)
		case op.Method == http.MethodPost:
			answer = s.Post(ctx, path, url.Values{})
		default:
			answer = s.Send(ctx, op.Method, path, "", "")
		}
		if answer.Err() != nil {
			return answer.Err()
		}
		problems = append(problems, want(answer))
	}
	return errors.Join(problems...)
}

// unauthorized wants 401. The upload host was seen to answer it without JSON, so the code counts only where there is one.
func unauthorized(a *Answer) error {
	if err := a.Refused(http.StatusUnauthorized, 0); err != nil {
		return err
	}
	if !json.Valid(a.Body) {
		return nil
	}
	if a.code() != 0 && a.code() != 20003 {
		return a.differs("401 with code 20003")
	}
	return a.explains(gatewayErrorShape())
}

// examplePath fills a path template with well-formed SIDs of the kind that each segment wants.
func examplePath(template string) string {
	prefixes := map[string]string{
		"Services": "ZS", "Functions": "ZH", "Assets": "ZH", "Versions": "ZN", "Builds": "ZB",
		"Environments": "ZE", "Variables": "ZV", "Deployments": "ZD", "Logs": "NO",
	}
	segments := strings.Split(template, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = unknown(prefixes[segments[i-1]])
		}
	}
	return strings.Join(segments, "/")
}
