package emulator

import (
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/pkg/emulator/internal/state"
)

// Every decision that rests on a guess stands here and nowhere else. What the API
// does in these cases is neither published nor recorded, so do not call a client
// wrong that expects something else. To change a decision, change the
// constant.

// Statuses of refusals.
const (
	// A Build names a version that is unknown, deleted, of another Service or of
	// the other kind. Build lifecycle: "versions must belong to the same Service",
	// answer 404 or 400.
	statusUnknownVersion = http.StatusBadRequest

	// A Deployment names a Build that this Service does not have. Never observed.
	statusUnknownBuild = http.StatusBadRequest

	// A Deployment names a Build that failed or is still building. Build
	// lifecycle: all clients wait for `completed`, so the answer is unknown.
	statusUndeployableBuild = http.StatusBadRequest

	// A live Build is deleted. The refusal and its text are observed, status and
	// code are not.
	statusLiveBuild = http.StatusConflict

	// A second Service with the same UniqueName, or a second Variable with the same
	// Key. All clients look first, so neither was observed; the first refusal is
	// inferred, the second is assumed.
	statusDuplicateService  = http.StatusConflict
	statusDuplicateVariable = http.StatusConflict

	// An Environment without a Build is cleared again. One comment in an issue
	// says so; weaker than the same answer for the live Build.
	statusAlreadyClear = http.StatusConflict

	// A form with a Content-Type other than application/x-www-form-urlencoded.
	statusFormType = http.StatusBadRequest

	// A boolean that is neither true nor false, nor True or False, which a Python client sends.
	statusBoolean = http.StatusBadRequest

	// Dependencies that are no JSON array of objects with a name and a version. One page of the
	// documentation prints an object with the key "0", surely a mistake of a generator.
	statusDependencies = http.StatusBadRequest

	// A Function or Asset of which a Build has a version is deleted. Three sources say that it is
	// refused, one of them Twilio's own; none gives a status.
	statusBuiltResource = http.StatusConflict

	// A Flex plugin is deployed without IsPlugin. The words are observed, the status is not.
	statusPlugin = http.StatusBadRequest

	// A method that a path does not have, such as PUT, or DELETE of a Deployment.
	statusMethod = http.StatusMethodNotAllowed

	// A preflight: the headers that answer it are observed, its status is not.
	statusPreflight = http.StatusOK

	// A body with a Content-Encoding such as gzip, which no client sends.
	statusContentEncoding = http.StatusUnsupportedMediaType

	// PageSize outside 1 to 1000, a negative Page, a PageToken that was not issued, a date filter
	// that is no RFC 3339 date, a FunctionSid that is no SID, a query that cannot be decoded. Its code
	// could be 20007, or 21481 for the PageToken.
	statusBadQuery = http.StatusBadRequest
)

// Codes and words of errors.
const (
	// From Twilio's general list of errors. Of this API only 20001, 20003, 20404, 20409 and 20429 are observed.
	codeForbidden   = 20006
	codeMethod      = 20004
	codeInternal    = 20500
	codeUnavailable = 20503

	// A required field is missing: seen on another of Twilio's v1 APIs.
	wordsMissing = "Missing required parameter %s in the post body"

	// A method that a path does not have.
	wordsMethod = "Method %s is not allowed"

	// The end of the refusal of statusBuiltResource.
	wordsBuiltResource = "because it's part of a Build."

	// The upload host refuses credentials with a body that is not JSON: more was not observed.
	wordsUnauthorizedUpload = "Authenticate"
)

// Requests and lists.
const (
	// Whether a required field, or a name that is changed, may be empty: the documentation
	// limits only the length.
	refuseEmptyNames = true

	// Page without PageToken is the first page and says Page again. The documentation calls it
	// "simply for client state", which leaves open that it counts entries.
	pageAloneMoves = false

	// URLs in answers lead to the host that the client used. The real API may always name
	// serverless.twilio.com, also at a region; a client of the emulator could not follow that.
	canonicalURLs = false
)

// Services.
const (
	// Whether `Hoot` and `hoot` are one UniqueName. The domain is lower-cased, but
	// its digits keep two of them apart.
	foldServiceNames = false
)

// Uploads.
const (
	// "25 MB" in the documentation could also mean 25,000,000 bytes.
	maxContentBytes = 25 << 20

	// FetchFunctionVersionContent, a JSON string, could not return a source that is
	// not valid UTF-8 exactly. So the upload is refused: that is better than silent
	// damage.
	refuseNonUTF8Functions = true

	// The type of an Asset whose part has no Content-Type.
	defaultContentType = "application/octet-stream"
)

// Builds.
const (
	// Case of `visibility` inside a Build: every published example says PUBLIC, the
	// only pasted wire data and three official clients say public.
	upperCaseVisibilityInBuilds = false

	// Two versions with one path in one Build: "behaviour unknown".
	refuseSamePathTwice = false

	// Two versions of one Function in one Build. Two of one Asset are refused (observed, word for
	// word); for Functions no source says so.
	refuseTwoOfOneFunction = false

	// One version named twice in one Build counts once.
	collapseRepeatedVersions = true

	// date_updated of a Build moves when its status changes.
	touchFinishedBuilds = true

	// What `latest` resolves to. That a first Build without Runtime gets node22 is documented.
	defaultRuntime = "node22"
)

// Environments and Variables.
const (
	// DomainSuffix keeps its case, as UniqueName of a Service does; domain names
	// are lower-case, and uniqueness ignores case.
	lowerCaseDomainSuffix = false

	// A second Environment without DomainSuffix is refused, as one with a suffix that is taken
	// is: the two would have one domain name.
	onePlainEnvironment = true

	// `Value=` makes a Variable with an empty value: the documentation limits only the length. One
	// of Twilio's own tools sends two quotation marks instead, as if it were refused.
	refuseEmptyVariable = false
)

// Sites: what is live, on the domain of its Environment.
const (
	// A private Function or Asset is asked for by URL. "Not reachable" could be a 403.
	statusPrivate = http.StatusNotFound

	// PUT, PATCH or DELETE, and POST to an Asset: "not supported", without a status.
	statusSiteMethod = http.StatusMethodNotAllowed

	// Assets allow every origin that asks: last seen in 2020. Preflights of Assets are observed,
	// and that other requests get none of their headers.
	assetOrigin = "*"

	// A Function and an Asset of one Build have one path: which is served is not
	// known, as is whether such a Build can be made at all.
	functionsBeforeAssets = true
)

// authRealm is the realm of the Basic challenge. Not documented for this API.
const authRealm = "Twilio API"

// runtimes are the values of Runtime that are accepted besides `latest`, until the
// day on which the API refuses new Builds with them. That day is announced for node18
// and not known for older ones, which are refused at any time. node24 is real since 2026
// though the official document ends at node22.
func runtimes() []knownRuntime {
	return []knownRuntime{
		{Name: "node8", Retired: "1970-01-01"},
		{Name: "node10", Retired: "1970-01-01"},
		{Name: "node12", Retired: "1970-01-01"},
		{Name: "node14", Retired: "1970-01-01"},
		{Name: "node16", Retired: "1970-01-01"},
		{Name: "node18", Retired: "2025-11-10"},
		{Name: "node20"},
		{Name: "node22"},
		{Name: "node24"},
	}
}

// defaultDependencies are added to a Build that does not name them. That these
// six are added is observed; their versions change with time and are the ones that
// one public deployment script of 2026 repeats (`fs` is npm's placeholder).
func defaultDependencies() []state.Dependency {
	return []state.Dependency{
		{Name: "twilio", Version: "5.0.3"},
		{Name: "@twilio/runtime-handler", Version: "2.1.2"},
		{Name: "fs", Version: "0.0.1-security"},
		{Name: "lodash", Version: "4.17.21"},
		{Name: "util", Version: "0.12.5"},
		{Name: "xmldom", Version: "0.6.0"},
	}
}

// runtimeHandlers are the versions of @twilio/runtime-handler that a Build may name: those that the
// documentation page "Handler" lists, those of older examples and changelog entries, those that
// node24 upgrades from and to, and those of projects that were deployed (1.1.3). 2.1.0 was observed
// to be refused. So was 2.0.3 in 2025, but it is in use in 2026. Versions come and go:
// [Options.RuntimeHandlers] adds to the list.
func runtimeHandlers() []string {
	return []string{
		"1.0.1", "1.1.0", "1.1.1", "1.1.2", "1.1.3", "1.2.0", "1.2.1", "1.2.2", "1.2.3", "1.2.4", "1.2.5", "1.3.0",
		"1.3.1",
		"2.0.0", "2.0.1", "2.0.3", "2.1.1", "2.1.2",
	}
}

// packageTags are the words that a Build may name instead of a version without
// failing. Any package may have any tag, which only npm knows; these are the usual ones.
func packageTags() []string {
	return []string{"latest", "next", "stable", "lts", "beta", "alpha", "canary", "rc", "dev", "nightly",
		"experimental"}
}

// logLevels are the levels of the lines that [Options.SeedLogs] writes. The
// documentation has them in lower case, the one strict client in upper case.
func logLevels() []string { return []string{"INFO", "WARN", "ERROR"} }

// Without a constant, since no other answer is implemented:
//
//   - Services, Functions, Assets, Environments and Variables are listed newest first, as
//     versions, Builds and Deployments were seen to be.
//   - The SID of an Asset below /Functions, and the reverse, is a 404, as is a second DELETE.
//   - Over BuildsPerHour the answer is the gateway's 429.
//   - The 413 is the HTML page of the usual gateway: only that it is no JSON was observed.
//   - On sites, an Asset has a strong ETag of its digest and the date of its version as
//     Last-Modified, a Path with a percent sign is found by the URL as it was sent too, and
//     refusals are plain text.
