package negations

import (
	"fmt"
	"slices"
	"strings"
)

// A Kind groups defects by how they escape a test that looks at one thing, once, at once.
type Kind string

const (
	// Second is a wrong state of another resource than the one at hand: a second one, a namesake, another parent.
	Second Kind = "second"
	// Content is content that is not what was uploaded.
	Content Kind = "content"
	// Time is a defect that shows when time passes.
	Time Kind = "time"
	// Update is a change of more, or less, than was sent.
	Update Kind = "update"
	// Paging is a list that is wrong on a later page, or when it is long.
	Paging Kind = "paging"
	// Shape is a value that is refused or changed because of its characters or its length.
	Shape Kind = "shape"
	// HTTP is a correct request that is refused for its form, or an answer that a library cannot read.
	HTTP Kind = "http"
	// Collateral is damage to what the request does not name.
	Collateral Kind = "collateral"
	// Identity is an answer about another resource than the request names.
	Identity Kind = "identity"
	// Default is a wrong value for what was not sent.
	Default Kind = "default"
	// Refusal is a wrong request that is accepted, or refused with another answer than promised.
	Refusal Kind = "refusal"
	// Access is a wrong answer to the question who may do what.
	Access Kind = "access"
	// Form is an answer that lacks a property or has it in another form.
	Form Kind = "form"
)

// Where promises stand.
const (
	srcSpec        = "https://github.com/twilio/twilio-oai/blob/main/spec/json/twilio_serverless_v1.json"
	srcAPI         = "https://www.twilio.com/docs/serverless/api"
	srcService     = "https://www.twilio.com/docs/serverless/api/resource/service"
	srcFunction    = "https://www.twilio.com/docs/serverless/api/resource/function"
	srcFVersion    = "https://www.twilio.com/docs/serverless/api/resource/function-version"
	srcContent     = "https://www.twilio.com/docs/serverless/api/resource/function-version-content"
	srcAsset       = "https://www.twilio.com/docs/serverless/api/resource/asset"
	srcAVersion    = "https://www.twilio.com/docs/serverless/api/resource/asset-version"
	srcBuild       = "https://www.twilio.com/docs/serverless/api/resource/build"
	srcStatus      = "https://www.twilio.com/docs/serverless/api/resource/build-status"
	srcEnvironment = "https://www.twilio.com/docs/serverless/api/resource/environment"
	srcVariable    = "https://www.twilio.com/docs/serverless/api/resource/variable"
	srcDeployment  = "https://www.twilio.com/docs/serverless/api/resource/deployment"
	srcLog         = "https://www.twilio.com/docs/serverless/api/resource/logs"
	srcResponse    = "https://www.twilio.com/docs/usage/twilios-response"
	srcRequests    = "https://www.twilio.com/docs/usage/requests-to-twilio"
	srcHTTP        = "https://www.rfc-editor.org/rfc/rfc9110"
	srcForms       = "https://url.spec.whatwg.org/#application/x-www-form-urlencoded"
	srcMultipart   = "https://www.rfc-editor.org/rfc/rfc7578"
	srcToolkit     = "twilio-labs/serverless-toolkit"
	srcTerraform   = "RJPearson94/terraform-provider-twilio"
)

// A Negation is one way to break one promise.
type Negation struct {
	// ID is `subject/what-is-wrong`.
	ID string
	// Promise is what the server should keep, as one sentence.
	Promise string
	// Source is the page, thread or repository that the promise comes from.
	Source string
	// Kind says how the defect escapes.
	Kind Kind
	// Assumed marks a promise that nobody has published: only a run that counts assumed cases is expected to see it.
	Assumed bool
	// Needs names what a run must be given to see it, in the words of the suite's features.
	Needs []string
	// Defect breaks the promise.
	Defect Defect
}

// assumed returns n as one whose promise is a guess.
func (n Negation) assumed() Negation { n.Assumed = true; return n }

// needs returns n as one that shows only with features.
func (n Negation) needs(features ...string) Negation { n.Needs = features; return n }

// A subject writes negations that share their source.
type subject struct{ name, source string }

func (s subject) not(id, promise string, kind Kind, d Defect) Negation {
	return Negation{ID: s.name + "/" + id, Promise: promise, Source: s.source, Kind: kind, Defect: d}
}

// All returns every negation in a stable order. It panics if two have one ID, which a test would show first.
func All() []Negation {
	all := slices.Concat(
		serviceNegations(), serviceValueNegations(),
		parentNegations("Function", "functions", srcFunction), parentNegations("Asset", "assets", srcAsset),
		versionNegations("Function", "function-versions", srcFVersion),
		versionNegations("Asset", "asset-versions", srcAVersion),
		uploadNegations(), pathNegations(), contentNegations(),
		buildNegations(), buildVersionNegations(), buildDependencyNegations(), buildStatusNegations(),
		environmentNegations(), variableNegations(), variableValueNegations(),
		deploymentNegations(), clearNegations(), logNegations(),
		listNegations(), longListNegations(), listOrderNegations(),
		dateNegations(), identityNegations(), formNegations(), defaultNegations(),
		collateralNegations(), accessNegations(), accountNegations(), errorNegations(),
		formEncodingNegations(), multipartNegations(), httpNegations(),
		outageNegations(), credentialNegations(), refusalNegations(), buildRefusalNegations(), logFilterNegations(),
		repeatNegations(), methodNegations(), lengthNegations(), atOnceNegations(), movingDateNegations(),
		countNegations(), stateNegations(), twiceNegations(), listingNegations(), literalNegations(), headerNegations(),
		oddityNegations(), namesakeNegations(), laterNegations(), scopeNegations(), customNegations(),
		meetingNegations(), formatNegations(), mixupNegations(), courseNegations(),
		databaseNegations(), frameworkNegations(), cacheNegations(), workerNegations(),
		ownerNegations(), packageNegations(), carrierNegations(), doorNegations(),
		plainServiceNegations(), plainVariableNegations(),
		plainParentNegations("Function", "Functions", srcFunction), plainParentNegations("Asset", "Assets", srcAsset),
		plainVersionNegations(), plainBuildNegations(), plainDeploymentNegations(), plainRequestNegations(),
		plainScopeNegations(), plainFileScopeNegations(),
		freshServiceNegations(), freshParentNegations(), freshVersionNegations(), freshBuildNegations(),
		freshEnvironmentNegations(), freshVariableNegations(), freshDeploymentNegations(), freshRequestNegations(),
		anewServiceNegations(), anewVersionNegations(), anewMultipartNegations(), anewBuildNegations(),
		anewEnvironmentNegations(), anewDeploymentNegations(), anewRequestNegations(), anewListNegations(),
		anewErrorNegations(), anewAccessNegations(), anewMeetingNegations(),
		againFileNegations(), againNegations(),
		onceServiceNegations(), onceParentNegations("Function", "Asset", "functions", srcFunction),
		onceParentNegations("Asset", "Function", "assets", srcAsset), onceVersionNegations(), onceBuildNegations(),
		onceEnvironmentNegations(), onceDeploymentNegations(), onceRequestNegations(),
		leafServiceNegations(), leafParentNegations(), leafVersionNegations(), leafContentNegations(),
		leafUploadNegations(), leafBuildNegations(), leafEnvironmentNegations(), leafVariableNegations(),
		leafDeploymentNegations(), leafLogNegations(), leafListNegations(), leafErrorNegations(), leafRequestNegations(),
		readerFileNegations(), readerBuildNegations(), readerRequestNegations(),
		singleAnswerNegations(), singleRequestNegations(),
		plain2ServiceNegations(), plain2ParentNegations("Function", "Asset", "functions", srcFunction),
		plain2ParentNegations("Asset", "Function", "assets", srcAsset),
		plain2VersionNegations("Function", "function-versions", srcFVersion),
		plain2VersionNegations("Asset", "asset-versions", srcAVersion), plain2UploadNegations(),
		plain2ContentNegations(), plain2BuildNegations(), plain2EnvironmentNegations(), plain2VariableNegations(),
		plain2DeploymentNegations(), plain2ListNegations(), plain2RequestNegations(),
		kin2Negations(),
		sentServiceNegations(), sentParentNegations("Function", "Asset", "functions", srcFunction),
		sentParentNegations("Asset", "Function", "assets", srcAsset),
		sentVersionNegations("FunctionVersion", "function-versions", srcFVersion),
		sentVersionNegations("AssetVersion", "asset-versions", srcAVersion), sentContentNegations(),
		sentBuildNegations(), sentBuildStatusNegations(), sentEnvironmentNegations(), sentVariableNegations(),
		sentDeploymentNegations(), sentLogNegations(), sentListNegations(), sentRequestNegations(),
		sentAccessNegations(), sentMeetingNegations(), sentKinNegations(),
		narrowNegations(), narrowKinNegations(),
		fieldNegations(), cloneNegations(),
	)
	seen := map[string]bool{}
	for _, n := range all {
		if seen[n.ID] {
			panic("negations: two have the ID " + n.ID)
		}
		seen[n.ID] = true
	}
	return all
}

// Find returns the negation with an ID.
func Find(id string) (Negation, error) {
	all := All()
	i := slices.IndexFunc(all, func(n Negation) bool { return n.ID == id })
	if i < 0 {
		subject, _, _ := strings.Cut(id, "/")
		return Negation{}, fmt.Errorf("negations: no negation has the ID %q: list them, those of %q for example",
			id, subject)
	}
	return all[i], nil
}
