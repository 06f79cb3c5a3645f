package client

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/twilio-serverless/twilio-serverless-go/internal/lazyregexp"
)

// Hosts of the API without region and edge. Sources: servers of openapi/serverless.yaml and openapi/upload.yaml.
const (
	apiProduct    = "serverless"
	uploadProduct = "serverless-upload"
	baseDomain    = "twilio.com"
)

// defaultEdges are the edges that Twilio names for its regions. A host name with a region but no
// edge is no longer served. Source:
// https://www.twilio.com/docs/global-infrastructure/understanding-edge-locations.
var defaultEdges = map[string]string{"us1": "ashburn", "au1": "sydney", "ie1": "dublin"}

var hostLabel = lazyregexp.New(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)

// baseURLs returns the base URLs of the JSON API and of the uploads, without trailing slash.
func (o *Options) baseURLs() (api, upload string, err error) {
	api, upload = o.APIURL, o.UploadURL
	if api != "" && upload == "" {
		upload = api // one address that serves both, as an emulator does
	}
	if api == "" && upload != "" {
		return "", "", fmt.Errorf("UploadURL is %q but APIURL is empty: give both, or APIURL alone when one address "+
			"serves both", upload)
	}
	if api == "" {
		if api, err = twilioURL(apiProduct, o.Region, o.Edge); err != nil {
			return "", "", err
		}
		if upload, err = twilioURL(uploadProduct, o.Region, o.Edge); err != nil {
			return "", "", err
		}
		return api, upload, nil
	}
	if o.Region != "" || o.Edge != "" {
		return "", "", fmt.Errorf("APIURL %q and region %q or edge %q exclude each other: leave one out", api, o.Region,
			o.Edge)
	}
	if api, err = overrideURL("APIURL", api); err != nil {
		return "", "", err
	}
	upload, err = overrideURL("UploadURL", upload)
	return api, upload, err
}

// twilioURL builds https://{product}.{edge}.{region}.twilio.com. An edge without a region means
// us1, a region without an edge its default edge.
func twilioURL(product, region, edge string) (string, error) {
	for _, label := range [][2]string{{"region", region}, {"edge", edge}} {
		if label[1] != "" && !hostLabel.MatchString(label[1]) {
			return "", fmt.Errorf("%s %q is not a host name label such as us1 or ashburn", label[0], label[1])
		}
	}
	switch {
	case region == "" && edge == "":
		return "https://" + product + "." + baseDomain, nil
	case region == "":
		region = "us1"
	case edge == "":
		if edge = defaultEdges[region]; edge == "" {
			return "", fmt.Errorf("region %q has no default edge: give an edge too", region)
		}
	}
	return "https://" + strings.Join([]string{product, edge, region, baseDomain}, "."), nil
}

// overrideURL checks a base URL. What may hold a secret, user information and query, is refused
// before it can get into a message.
func overrideURL(name, raw string) (string, error) {
	if strings.Contains(raw, "@") {
		return "", fmt.Errorf("%s carries credentials: pass them as Credentials", name)
	}
	if before, _, found := strings.Cut(strings.ReplaceAll(raw, "#", "?"), "?"); found {
		return "", fmt.Errorf("%s %q has a query or fragment: leave it out", name, before)
	}
	u, err := url.Parse(raw)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, plainError(err))
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("%s %q is not an absolute http or https URL", name, raw)
	}
	base := strings.TrimRight(raw, "/")
	if strings.HasSuffix(base, "/v1") {
		return "", fmt.Errorf("%s %q ends in /v1, which the client adds: leave it out", name, raw)
	}
	return base, nil
}
