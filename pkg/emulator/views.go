package emulator

import "github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"

// Views are the JSON of resources, with the properties in the order of the official
// examples. A property that is `any` or a pointer can be null.

// links has the keys of all resources; each resource fills its own.
type links struct {
	Environments    string `json:"environments,omitempty"`
	Functions       string `json:"functions,omitempty"`
	Assets          string `json:"assets,omitempty"`
	Builds          string `json:"builds,omitempty"`
	FunctionVersion string `json:"function_versions,omitempty"`
	AssetVersion    string `json:"asset_versions,omitempty"`
	Content         string `json:"function_version_content,omitempty"`
	BuildStatus     string `json:"build_status,omitempty"`
	Variables       string `json:"variables,omitempty"`
	Deployments     string `json:"deployments,omitempty"`
	Logs            string `json:"logs,omitempty"`
}

type serviceView struct {
	SID                string `json:"sid"`
	AccountSID         string `json:"account_sid"`
	FriendlyName       string `json:"friendly_name"`
	UniqueName         string `json:"unique_name"`
	IncludeCredentials bool   `json:"include_credentials"`
	UIEditable         bool   `json:"ui_editable"`
	DomainBase         string `json:"domain_base"`
	DateCreated        string `json:"date_created"`
	DateUpdated        string `json:"date_updated"`
	URL                string `json:"url"`
	Links              links  `json:"links"`
}

// resourceView is a Function or an Asset.
type resourceView struct {
	SID          string `json:"sid"`
	AccountSID   string `json:"account_sid"`
	ServiceSID   string `json:"service_sid"`
	FriendlyName string `json:"friendly_name"`
	DateCreated  string `json:"date_created"`
	DateUpdated  string `json:"date_updated"`
	URL          string `json:"url"`
	Links        links  `json:"links"`
}

// versionView has the SID of its Function or of its Asset.
type versionView struct {
	SID         string `json:"sid"`
	AccountSID  string `json:"account_sid"`
	ServiceSID  string `json:"service_sid"`
	FunctionSID string `json:"function_sid,omitempty"`
	AssetSID    string `json:"asset_sid,omitempty"`
	Path        string `json:"path"`
	Visibility  string `json:"visibility"`
	DateCreated string `json:"date_created"`
	URL         string `json:"url"`
	Links       *links `json:"links,omitempty"` // Functions only
}

// contentView carries the SID of the version, not one of its own.
type contentView struct {
	SID         string `json:"sid"`
	AccountSID  string `json:"account_sid"`
	ServiceSID  string `json:"service_sid"`
	FunctionSID string `json:"function_sid"`
	Content     string `json:"content"`
	URL         string `json:"url"`
}

// builtView is a version inside a Build: other order, no url, no links.
type builtView struct {
	SID         string `json:"sid"`
	AccountSID  string `json:"account_sid"`
	ServiceSID  string `json:"service_sid"`
	AssetSID    string `json:"asset_sid,omitempty"`
	FunctionSID string `json:"function_sid,omitempty"`
	DateCreated string `json:"date_created"`
	Path        string `json:"path"`
	Visibility  string `json:"visibility"`
}

type buildView struct {
	SID              string             `json:"sid"`
	AccountSID       string             `json:"account_sid"`
	ServiceSID       string             `json:"service_sid"`
	AssetVersions    []builtView        `json:"asset_versions"`
	FunctionVersions []builtView        `json:"function_versions"`
	Dependencies     []state.Dependency `json:"dependencies"`
	Runtime          string             `json:"runtime"`
	Status           string             `json:"status"`
	DateCreated      string             `json:"date_created"`
	DateUpdated      string             `json:"date_updated"`
	URL              string             `json:"url"`
	Links            links              `json:"links"`
}

// buildStatusView has neither dates nor links: FetchBuildStatus is the light poll.
type buildStatusView struct {
	SID        string `json:"sid"`
	AccountSID string `json:"account_sid"`
	ServiceSID string `json:"service_sid"`
	Status     string `json:"status"`
	URL        string `json:"url"`
}

type environmentView struct {
	SID          string  `json:"sid"`
	AccountSID   string  `json:"account_sid"`
	ServiceSID   string  `json:"service_sid"`
	BuildSID     *string `json:"build_sid"`
	UniqueName   string  `json:"unique_name"`
	DomainSuffix *string `json:"domain_suffix"`
	DomainName   string  `json:"domain_name"`
	DateCreated  string  `json:"date_created"`
	DateUpdated  string  `json:"date_updated"`
	URL          string  `json:"url"`
	Links        links   `json:"links"`
}

type variableView struct {
	SID            string `json:"sid"`
	AccountSID     string `json:"account_sid"`
	ServiceSID     string `json:"service_sid"`
	EnvironmentSID string `json:"environment_sid"`
	Key            string `json:"key"`
	Value          string `json:"value"`
	DateCreated    string `json:"date_created"`
	DateUpdated    string `json:"date_updated"`
	URL            string `json:"url"`
}

type deploymentView struct {
	SID            string  `json:"sid"`
	AccountSID     string  `json:"account_sid"`
	ServiceSID     string  `json:"service_sid"`
	EnvironmentSID string  `json:"environment_sid"`
	BuildSID       *string `json:"build_sid"`
	DateCreated    string  `json:"date_created"`
	DateUpdated    *string `json:"date_updated"` // observed: always null
	URL            string  `json:"url"`
}

type logView struct {
	SID            string `json:"sid"`
	AccountSID     string `json:"account_sid"`
	ServiceSID     string `json:"service_sid"`
	EnvironmentSID string `json:"environment_sid"`
	BuildSID       string `json:"build_sid"`
	DeploymentSID  string `json:"deployment_sid"`
	FunctionSID    string `json:"function_sid"`
	RequestSID     string `json:"request_sid"`
	Level          string `json:"level"`
	Message        string `json:"message"`
	DateCreated    string `json:"date_created"`
	URL            string `json:"url"`
}

// orNull makes the empty string null.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
