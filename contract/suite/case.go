// Package suite runs cases against an implementation of the Twilio Serverless (Functions & Assets)
// API and reports what it found.
//
// A [Case] is one promise of the API and the way to see it kept; package cases has the catalogue.
// [Run] runs cases on a [Target] and returns a [Report]. Every exchange is also checked against the
// contract, by package contract. What cases create is deleted again.
//
//	report, err := suite.Run(ctx, &suite.Target{
//		APIURL: "http://127.0.0.1:8080", Username: accountSID, Password: authToken,
//	}, &suite.RunOptions{Cases: cases.All()})
//
// Package contracttest does the same as a Go test.
package suite

import (
	"context"
	"fmt"
)

// Level says how well a claim is known, and so whether an implementation that breaks it can be called wrong.
type Level int

const (
	// Documented claims stand on a page of the official documentation.
	Documented Level = iota + 1
	// Observed claims were seen in answers of the API that somebody published, or in a test that ran against it.
	Observed
	// Inferred claims are what shipping clients rely on: they would not work otherwise.
	Inferred
	// Assumed claims are guesses. They ask for little (any refusal, and an unchanged state), and a run counts a
	// difference as a failure only with [RunOptions.Assumed].
	Assumed
)

var levelNames = map[Level]string{Documented: "documented", Observed: "observed", Inferred: "inferred",
	Assumed: "assumed"}

// String returns the level in lower case, as reports print it.
func (l Level) String() string {
	if name, ok := levelNames[l]; ok {
		return name
	}
	return fmt.Sprintf("Level(%d)", int(l))
}

// MarshalText is String for the four levels; any other value is an error.
func (l Level) MarshalText() ([]byte, error) {
	if name, ok := levelNames[l]; ok {
		return []byte(name), nil
	}
	return nil, fmt.Errorf("contract: level %d has no name", int(l))
}

// UnmarshalText reads what MarshalText writes.
func (l *Level) UnmarshalText(text []byte) error {
	for level, name := range levelNames {
		if name == string(text) {
			*l = level
			return nil
		}
	}
	return fmt.Errorf("contract: %q is no level: use documented, observed, inferred or assumed", text)
}

// A Feature is something that a target may lack without breaking a promise of the API. A target claims what it has
// in [Target.Features]; a case that needs something else is reported as not supported, which is not a pass.
type Feature string

const (
	// FeatureLogs says that a Deployment of a Build with a Function leads to Logs without anybody calling the
	// Function. Nothing in the API creates Logs, so the real one does not have it.
	FeatureLogs Feature = "logs"
	// FeatureLargeUploads says that the target may be sent a file over the limit of 25 MB.
	FeatureLargeUploads Feature = "large-uploads"
	// FeatureSecrets says that the target knows the secret of [Target.Username] and refuses any other.
	FeatureSecrets Feature = "secrets"
	// FeatureDependencyCheck says that the target refuses versions of @twilio/runtime-handler that do not exist when a
	// Build is created. Which do exist changes with time, so emulators may not know.
	FeatureDependencyCheck Feature = "dependency-check"
	// FeatureSecondCredentials comes with [Target.SecondUsername].
	FeatureSecondCredentials Feature = "second-credentials"
	// FeatureForeignAccount comes with [Target.ForeignUsername].
	FeatureForeignAccount Feature = "foreign-account"
	// FeatureServiceLimit says that the account may be filled up with Services until one is refused.
	FeatureServiceLimit Feature = "service-limit"
	// FeatureFailedBuilds comes with [Target.FailingDependency].
	FeatureFailedBuilds Feature = "failed-builds"
)

// Features returns every feature that some case needs.
func Features() []Feature {
	return []Feature{
		FeatureLogs, FeatureLargeUploads, FeatureSecrets, FeatureDependencyCheck,
		FeatureSecondCredentials, FeatureForeignAccount, FeatureServiceLimit, FeatureFailedBuilds,
	}
}

// A Case is one promise of the API and the way to see it kept.
type Case struct {
	// ID is `resource/behaviour-in-words` and never changes once published.
	ID string `json:"id"`
	// Claim is the promise, as one sentence in the words of the documentation.
	Claim string `json:"claim"`
	// Source says where the promise comes from: the URL of a documentation page, or the public thread, repository or
	// client that shows it, as `owner/repository#number` or `owner/repository`.
	Source string `json:"source"`
	// Level says how well the promise is known.
	Level Level `json:"level"`
	// Ops are the operationIds that the case makes a claim about. What merely prepares it is not listed.
	Ops []string `json:"ops"`
	// Needs are the features without which the case cannot be run.
	Needs []Feature `json:"needs,omitempty"`
	// Alone asks that no other case runs meanwhile: the case looks at what all cases share, the list of Services.
	Alone bool `json:"alone,omitempty"`
	// Aside says that the case makes, changes and deletes no Service, so that it may run while a case does that is
	// Alone.
	Aside bool `json:"-"`
	// AtOnce says that the case sends requests together, see [Session.Together]. Their order differs from run to
	// run, so a recording of the case is replayed in any order.
	AtOnce bool `json:"atOnce,omitempty"`
	// Cost is how long the case takes, roughly, in requests one after the other; a wait for a Build
	// counts as many. Cases that cost most begin first. 0 lets the runner guess.
	Cost int `json:"-"`
	// Run does what it takes on a target and returns nil when the promise is kept. What it creates need not be
	// deleted: the [Session] remembers it.
	Run func(ctx context.Context, s *Session) error `json:"-"`
}

// Resource is the part of the ID before the slash.
func (c *Case) Resource() string { return resourceOf(c.ID) }
