// Package variants has legal variants of the API: ways in which two honest implementations differ. Each wears a
// transport and changes answers, or what the server makes of requests, in a way that no promise forbids. A conformance
// suite that fails any of them accuses somebody wrongly.
//
// The variants are where sources disagree, where the documentation leaves things open, and what HTTP allows. Each says
// so in [Variant.Why].
package variants

import (
	"net/http"
	"slices"
	"sync/atomic"
)

// A Variant is one legal difference.
type Variant struct {
	// Name says what is different, in a few words.
	Name string
	// Why says what makes it legal.
	Why string
	// Assumes says that it does not do what the suite only assumes, so that cases about assumptions may differ.
	Assumes bool

	// Alone says that it is not worn together with others: it makes every answer long, or rewrites what another one
	// rewrites too.
	Alone bool

	// Crowded says that the account has no room for 50 Services of one run, so that the run cannot fill it.
	Crowded bool

	wear func(next http.RoundTripper, changed func()) http.RoundTripper
}

// Wear puts the variant around a transport. State that a variant needs is the returned transport's own.
func (v Variant) Wear(next http.RoundTripper) *Transport {
	t := &Transport{}
	t.worn = v.wear(next, func() { t.changed.Add(1) })
	return t
}

// Transport is a transport that a [Variant] is worn around. It is safe for concurrent use.
type Transport struct {
	worn    http.RoundTripper
	changed atomic.Int64
}

// RoundTrip implements [http.RoundTripper].
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	return t.worn.RoundTrip(req)
}

// Changed counts the exchanges that are not as they would have been. A variant that changed nothing has proved nothing.
func (t *Transport) Changed() int64 { return t.changed.Load() }

// Variants returns all variants in a stable order.
func Variants() []Variant {
	return slices.Concat(textVariants(), resourceVariants(), errorVariants(), pageVariants(), buildVariants(),
		deploymentVariants(), dateVariants(), orderVariants(), gatewayVariants(), serverVariants(),
		propertyVariants(), sidVariants(), nameVariants(), uploadVariants(), endVariants(), momentVariants(),
		packagingVariants(), addressVariants(), protocolVariants(), requestVariants(), queueVariants(),
		strictVariants(), bodyVariants(), clockVariants(), driftVariants(), shapeVariants(), mannerVariants(),
		fieldVariants(), walkVariants(), openVariants())
}

// Weather returns events that are nobody's fault, in a stable order. A case that meets one may end
// as an error, but must not fail.
func Weather() []Variant {
	return slices.Concat(weatherVariants(), lossVariants(), cacheVariants(), outageVariants(), lagVariants(),
		quotaVariants(), luckVariants(), holdVariants(), rateVariants(), laterVariants())
}

type roundTripper func(req *http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
